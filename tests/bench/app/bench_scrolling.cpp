#include "tests/bench/app/bench_window.h"
#include "tests/bench/app/figures.h"
#include "tests/bench/app/shown_window.h"
#include "tests/bench/json_line.h"

#include <algorithm>

#include <QCoreApplication>
#include <QQuickItem>

namespace sotto::bench {

namespace {

constexpr double kFrameMs = 1000.0 / 60;
/// Frames of one measurement, of those that do not go through the whole conversation.
constexpr std::size_t kFrames = 300;

struct Flick
{
    std::vector<Frame> frames;
    std::size_t waiting = 0; ///< frames at the end of what was there
};

void openAtNewest(ShownWindow& window, storage::RowId conversation)
{
    window.app().closeConversation();
    window.frames().settle();
    window.frames().expect([&] { return window.newestRow() != nullptr; });
    window.app().openConversation(conversation);
    (void)window.frames().wait("a conversation");
    window.frames().settle();
}

/// Until @p isOver, which is asked after each frame.
Flick flick(ShownWindow& window, double speed, const std::function<bool(std::size_t)>& isOver)
{
    FrameLog& frames = window.frames();
    const auto connection =
        QObject::connect(window.app().current()->messages(), &QAbstractItemModel::rowsInserted,
                         &frames, [&frames] { frames.mark(); });
    Flick out;
    std::size_t count = 0;
    bool over = false;
    frames.onFrame = [&] {
        out.waiting += window.isWaitingForRows() ? 1U : 0U;
        over = over || isOver(++count);
        window.flick(over ? 0 : speed);
    };
    frames.begin();
    window.flick(speed);
    while (!over) {
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }
    out.frames = frames.end();
    frames.onFrame = nullptr;
    QObject::disconnect(connection);
    return out;
}

struct Part
{
    std::vector<double> interval;
    std::vector<double> work;
};

void print(const std::string& name, double speed, const Flick& measured)
{
    Part all;
    Part withRows;
    Part without;
    for (const Frame& frame : measured.frames) {
        for (Part* part : {&all, frame.isMarked ? &withRows : &without}) {
            part->interval.push_back(frame.intervalMs);
            part->work.push_back(frame.workMs);
        }
    }
    const auto late = [](const Part& part) {
        return static_cast<double>(
            std::ranges::count_if(part.work, [](double ms) { return ms > kFrameMs; }));
    };
    JsonLine()
        .text("name", "scroll/" + name)
        .number("pixels_per_second", speed)
        .number("frames", static_cast<double>(all.work.size()))
        .number("interval_p50_ms", quantile(all.interval, 0.5))
        .number("interval_p99_ms", quantile(all.interval, 0.99))
        .number("interval_max_ms", quantile(all.interval, 1))
        .number("work_p50_ms", quantile(all.work, 0.5))
        .number("work_p99_ms", quantile(all.work, 0.99))
        .number("work_max_ms", quantile(all.work, 1))
        .number("work_above_16_7_ms", late(all))
        .number("frames_with_page", static_cast<double>(withRows.work.size()))
        .number("work_with_page_p50_ms", quantile(withRows.work, 0.5))
        .number("work_with_page_max_ms", quantile(withRows.work, 1))
        .number("work_without_page_max_ms", quantile(without.work, 1))
        .number("frames_that_waited_for_rows", static_cast<double>(measured.waiting))
        .print();
}

} // namespace

void benchScrolling(ShownWindow& window, const MeasuredConversation& few,
                    const MeasuredConversation& many)
{
    const auto enough = [&window](std::size_t frames) {
        const viewmodels::MessageModel& model = *window.app().current()->messages();
        return frames >= kFrames ||
               (!model.hasOlder() && window.messageList()->property("atYBeginning").toBool());
    };
    for (const double speed : {1'000.0, 2'500.0, 10'000.0}) {
        openAtNewest(window, few.id);
        (void)flick(window, 50'000,
                    [&](std::size_t) { return !window.app().current()->messages()->hasOlder(); });
        window.app().current()->jumpToNewest();
        window.frames().settle();
        print("rows_in_memory", speed, flick(window, speed, enough));
        openAtNewest(window, many.id);
        print("rows_from_database", speed, flick(window, speed, enough));
    }
    openAtNewest(window, many.id);
    const double kWhole = 60'000;
    print("whole_conversation", kWhole, flick(window, kWhole, [&](std::size_t) {
              return !window.app().current()->messages()->hasOlder();
          }));
}

} // namespace sotto::bench
