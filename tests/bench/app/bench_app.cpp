// sotto-bench-app: two clients, a real relay, loopback. How fast a message is on the other side,
// and how fast a backlog is received into the encrypted database.
#include "crypto/base/init.h"
#include "tests/bench/app/two_people.h"
#include "tests/bench/json_line.h"

#include <algorithm>
#include <cstdio>
#include <stdexcept>

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTemporaryDir>

using namespace sotto;
using namespace sotto::bench;

namespace {

struct Sizes
{
    std::size_t latency = 500;
    std::size_t backlog = 10'000;
};

/// As long as messages are on average.
constexpr std::size_t kTextBytes = 80;

std::string textOf(std::size_t number)
{
    std::string text = "message " + std::to_string(number) + ' ';
    text.resize(kTextBytes, 'x');
    return text;
}

double milliseconds(std::int64_t nanoseconds)
{
    return static_cast<double>(nanoseconds) / 1e6;
}

void send(Person& person, storage::RowId conversation, std::size_t number)
{
    if (!person.client().send(conversation, {textOf(number), storage::kNoRow})) {
        throw std::runtime_error("a message was refused");
    }
}

/// From the call that sends to the moment at which the other side has it on its disk. One at a
/// time: what a person sees who writes a message.
void measureLatency(TwoPeople& people, std::size_t count)
{
    const storage::RowId conversation = people.alice().conversation();
    std::vector<std::int64_t> own;
    std::vector<std::int64_t> other;
    for (std::size_t i = 0; i < count; ++i) {
        people.bob().resetArrived();
        QElapsedTimer elapsed;
        elapsed.start();
        std::int64_t arrived = 0;
        people.bob().onArrived = [&] {
            if (arrived == 0 && people.bob().arrived() == 1) {
                arrived = elapsed.nsecsElapsed();
            }
        };
        send(people.alice(), conversation, i);
        own.push_back(elapsed.nsecsElapsed());
        waitFor("a message", [&] { return arrived != 0; });
        other.push_back(arrived);
    }
    people.bob().onArrived = nullptr;
    std::ranges::sort(own);
    std::ranges::sort(other);
    const auto at = [&](const std::vector<std::int64_t>& sorted, std::size_t percent) {
        return milliseconds(sorted[std::min(sorted.size() - 1, sorted.size() * percent / 100)]);
    };
    JsonLine()
        .text("benchmark", "send to other side")
        .number("messages", static_cast<double>(count))
        .number("stored_here_p50_ms", at(own, 50))
        .number("stored_here_p99_ms", at(own, 99))
        .number("stored_there_p50_ms", at(other, 50))
        .number("stored_there_p99_ms", at(other, 99))
        .print();
}

/// Messages that waited at the relay while this side was away.
void measureBacklog(TwoPeople& people, std::size_t count)
{
    people.bob().client().stop();
    const storage::RowId conversation = people.alice().conversation();
    QElapsedTimer elapsed;
    elapsed.start();
    for (std::size_t i = 0; i < count; ++i) {
        send(people.alice(), conversation, i);
    }
    const double written = milliseconds(elapsed.nsecsElapsed());
    waitFor(
        "the relay", [&] { return people.alice().client().isIdle(); }, 600'000);
    const double posted = milliseconds(elapsed.nsecsElapsed());
    people.alice().client().stop();

    people.bob().resetArrived();
    std::int64_t first = 0;
    std::int64_t longest = 0; // how long the event loop was busy at once
    std::int64_t last = 0;
    elapsed.start();
    people.bob().onArrived = [&] {
        const std::int64_t now = elapsed.nsecsElapsed();
        first = first == 0 ? now : first;
        longest = std::max(longest, now - last);
        last = now;
    };
    people.bob().client().start();
    waitFor(
        "the backlog", [&] { return people.bob().arrived() >= count; }, 600'000);
    const double all = milliseconds(elapsed.nsecsElapsed());
    people.bob().onArrived = nullptr;
    const double whileReceiving = all - milliseconds(first);
    JsonLine()
        .text("benchmark", "receive a backlog")
        .number("messages", static_cast<double>(count))
        .number("write_ms", written)
        .number("post_ms", posted)
        .number("first_batch_ms", milliseconds(first))
        .number("receive_ms", all)
        .number("messages_per_second", static_cast<double>(count) * 1000 / all)
        .number("messages_per_second_after_first",
                whileReceiving > 0 ? static_cast<double>(count) * 1000 / whileReceiving : 0)
        .number("longest_batch_ms", milliseconds(longest))
        .print();
    people.alice().client().start();
    waitFor("rest",
            [&] { return people.alice().client().isIdle() && people.bob().client().isIdle(); });
}

Sizes sizesFrom(const QCoreApplication& application)
{
    QCommandLineParser parser;
    const QCommandLineOption messages("messages", "Messages of the backlog.", "N", "10000");
    const QCommandLineOption latency("latency", "Messages whose way is timed.", "N", "500");
    parser.addHelpOption();
    parser.addOptions({messages, latency});
    parser.process(application);
    return {parser.value(latency).toULongLong(), parser.value(messages).toULongLong()};
}

} // namespace

int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    const Sizes sizes = sizesFrom(application);
    if (!crypto::initialize()) {
        return 1;
    }
    try {
        const QTemporaryDir folder;
        TwoPeople people(folder.path().toStdString(), SOTTO_RELAY_PROGRAM);
        if (sizes.latency > 0) {
            measureLatency(people, sizes.latency);
        }
        if (sizes.backlog > 0) {
            measureBacklog(people, sizes.backlog);
        }
        return 0;
    } catch (const std::exception& exception) {
        std::fprintf(stderr, "sotto-bench-app: %s\n", exception.what());
        return 1;
    }
}
