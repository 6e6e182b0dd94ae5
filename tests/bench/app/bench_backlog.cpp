#include "tests/bench/app/bench_window.h"
#include "tests/bench/app/figures.h"
#include "tests/bench/app/shown_window.h"
#include "tests/bench/json_line.h"

#include <stdexcept>

namespace sotto::bench {

void benchBacklog(TwoPeople& people, int messages)
{
    people.leaveBob();
    const storage::RowId conversation = people.alice().conversation();
    for (int i = 0; i < messages; ++i) {
        if (!people.alice().client().send(conversation,
                                          {"message " + std::to_string(i), storage::kNoRow})) {
            throw std::runtime_error("a message was refused");
        }
    }
    waitFor(
        "the relay", [&] { return people.alice().client().isIdle(); }, 600'000);
    people.leaveAlice();

    ShownWindow bob(people.bobFolder());
    FrameLog& frames = bob.frames();
    (void)frames.wait("the list");
    bob.app().openConversation(bob.onlyPerson());
    std::size_t withProgress = 0;
    frames.onFrame = [&] {
        withProgress += bob.app().network()->backlogText().isEmpty() ? 0U : 1U;
    };
    frames.begin();
    QElapsedTimer elapsed;
    elapsed.start();
    const QString last = QStringLiteral("message %1").arg(messages - 1);
    const viewmodels::MessageModel& model = *bob.app().current()->messages();
    waitFor(
        "the backlog",
        [&] {
            return model.count() > 0 &&
                   model.data(model.index(0), viewmodels::MessageModel::TextRole).toString() ==
                       last;
        },
        600'000);
    const double all = static_cast<double>(elapsed.nsecsElapsed()) / 1e6;
    const std::vector<Frame> noted = frames.end();
    frames.onFrame = nullptr;
    std::vector<double> interval;
    std::vector<double> work;
    for (const Frame& frame : noted) {
        interval.push_back(frame.intervalMs);
        work.push_back(frame.workMs);
    }
    JsonLine()
        .text("name", "backlog")
        .number("messages", messages)
        .number("until_last_is_shown_ms", all)
        .number("messages_per_second", 1000.0 * messages / all)
        .number("frames", static_cast<double>(noted.size()))
        .number("frames_with_progress", static_cast<double>(withProgress))
        .number("interval_p50_ms", quantile(interval, 0.5))
        .number("interval_p99_ms", quantile(interval, 0.99))
        .number("interval_max_ms", quantile(interval, 1))
        .number("work_p50_ms", quantile(work, 0.5))
        .number("work_p99_ms", quantile(work, 0.99))
        .number("work_max_ms", quantile(work, 1))
        .print();
}

} // namespace sotto::bench
