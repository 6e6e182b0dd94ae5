// sotto-bench-window: what a person waits for at the window: its start, a conversation, a scroll, a
// message, a backlog. One JSON object a line. Needs a display; its renderer is what the environment
// says (QT_QUICK_BACKEND=software, or OpenGL).
//
// "work" is CPU time of the window's thread.
#include "tests/bench/app/bench_window.h"

#include "crypto/base/init.h"
#include "tests/bench/app/database_calls.h"
#include "tests/bench/app/shown_window.h"
#include "tests/bench/app/window_profile.h"
#include "tests/bench/json_line.h"

#include <cstdio>
#include <stdexcept>

#include <QApplication>
#include <QCommandLineParser>
#include <QTemporaryDir>

using namespace sotto;
using namespace sotto::bench;

namespace {

struct Sizes
{
    QStringList parts;
    int starts = 0;
    int switches = 0;
    int sent = 0;
    int backlog = 0;
    std::size_t messages = 0;

    [[nodiscard]] bool wants(const char* part) const
    {
        return parts.isEmpty() || parts.contains(QLatin1String(part));
    }
};

constexpr std::size_t kConversations = 200;
/// Within what a window of rows holds.
constexpr std::size_t kFewMessages = 350;

void start(const Sizes& sizes)
{
    const QTemporaryDir folder;
    TwoPeople people(folder.path().toStdString(), SOTTO_RELAY_PROGRAM);
    people.leaveBob();
    addConversations(people.bobFolder(),
                     std::vector<std::size_t>(kConversations, sizes.messages / kConversations));
    benchStart(people.bobFolder(), sizes.starts);
}

void openAndScroll(const Sizes& sizes)
{
    const QTemporaryDir folder;
    TwoPeople people(folder.path().toStdString(), SOTTO_RELAY_PROGRAM);
    people.leaveBob();
    const std::vector<std::size_t> counts = {10, 1'000, sizes.messages, kFewMessages};
    const auto made = addConversations(people.bobFolder(), counts);
    std::vector<MeasuredConversation> measured;
    for (std::size_t i = 0; i < made.size(); ++i) {
        measured.push_back({made[i], counts[i]});
    }
    addConversations(people.bobFolder(), std::vector<std::size_t>(kConversations, 10));
    watchDatabaseCalls();
    ShownWindow window(people.bobFolder());
    (void)window.frames().wait("the list");
    if (sizes.wants("open")) {
        benchOpening(window, {measured[0], measured[1], measured[2]}, sizes.switches);
    }
    if (sizes.wants("scroll")) {
        benchScrolling(window, measured[3], measured[2]);
    }
    const std::uint64_t here = watchedDatabaseCalls();
    JsonLine()
        .text("name", "database_calls")
        .number("of_the_windows_thread", static_cast<double>(here))
        .number("of_other_threads", static_cast<double>(otherDatabaseCalls()))
        .print();
    if (here != 0) {
        throw std::runtime_error("the window's thread asked the database");
    }
}

Sizes sizesFrom(const QCoreApplication& application)
{
    QCommandLineParser parser;
    const QCommandLineOption only("only", "start, open, scroll, send or backlog; all if not said.",
                                  "PART");
    const QCommandLineOption starts("starts", "Starts of each program.", "N", "11");
    const QCommandLineOption switches("switches", "Openings of each conversation.", "N", "100");
    const QCommandLineOption sent("sent", "Messages that are sent.", "N", "200");
    const QCommandLineOption backlog("backlog", "Messages of the backlog.", "N", "10000");
    const QCommandLineOption messages("messages", "Messages of the large profile.", "N", "100000");
    parser.addHelpOption();
    parser.addOptions({only, starts, switches, sent, backlog, messages});
    parser.process(application);
    return {parser.values(only),
            parser.value(starts).toInt(),
            parser.value(switches).toInt(),
            parser.value(sent).toInt(),
            parser.value(backlog).toInt(),
            parser.value(messages).toULongLong()};
}

void run(const Sizes& sizes)
{
    if (sizes.wants("start")) {
        start(sizes);
    }
    if (sizes.wants("open") || sizes.wants("scroll")) {
        openAndScroll(sizes);
    }
    if (sizes.wants("send")) {
        const QTemporaryDir folder;
        TwoPeople people(folder.path().toStdString(), SOTTO_RELAY_PROGRAM);
        benchSending(people, sizes.sent);
    }
    if (sizes.wants("backlog")) {
        const QTemporaryDir folder;
        TwoPeople people(folder.path().toStdString(), SOTTO_RELAY_PROGRAM);
        benchBacklog(people, sizes.backlog);
    }
}

} // namespace

int main(int argc, char** argv)
{
    const QApplication application(argc, argv);
    QApplication::setQuitOnLastWindowClosed(false);
    const Sizes sizes = sizesFrom(application);
    if (!crypto::initialize()) {
        return 1;
    }
    try {
        run(sizes);
        return 0;
    } catch (const std::exception& exception) {
        std::fprintf(stderr, "sotto-bench-window: %s\n", exception.what());
        return 1;
    }
}
