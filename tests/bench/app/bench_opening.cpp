#include "tests/bench/app/bench_window.h"
#include "tests/bench/app/figures.h"
#include "tests/bench/app/shown_window.h"
#include "tests/bench/json_line.h"

#include <QQuickItem>
#include <QQuickWindow>

namespace sotto::bench {

namespace {

struct Openings
{
    std::vector<double> ms;
    std::vector<double> workMs;
    std::vector<double> frames;
    std::vector<double> opaqueMs; ///< until nothing of the newest row shines through
};

void open(ShownWindow& window, storage::RowId conversation, Openings& out)
{
    window.frames().settle();
    window.frames().expect([&] { return window.newestRow() != nullptr; });
    QElapsedTimer elapsed;
    elapsed.start();
    window.app().openConversation(conversation);
    const FrameLog::Shown shown = window.frames().wait("a conversation");
    out.ms.push_back(shown.ms);
    out.workMs.push_back(shown.workMs);
    out.frames.push_back(shown.frames);
    window.frames().expect([&] {
        const QQuickItem* const row = window.newestRow();
        return row != nullptr && row->opacity() == 1;
    });
    window.window().update();
    const FrameLog::Shown opaque = window.frames().wait("its rows");
    // If they were there at once, they were there in the first frame.
    out.opaqueMs.push_back(opaque.frames == 1 ? shown.ms : shown.ms + opaque.ms);
}

void print(const std::string& name, const Openings& measured)
{
    JsonLine()
        .text("name", "open/" + name)
        .number("p50_ms", quantile(measured.ms, 0.5))
        .number("p99_ms", quantile(measured.ms, 0.99))
        .number("max_ms", quantile(measured.ms, 1))
        .number("work_p50_ms", quantile(measured.workMs, 0.5))
        .number("work_p99_ms", quantile(measured.workMs, 0.99))
        .number("frames_p50", quantile(measured.frames, 0.5))
        .number("opaque_p50_ms", quantile(measured.opaqueMs, 0.5))
        .print();
}

} // namespace

void benchOpening(ShownWindow& window, const std::vector<MeasuredConversation>& conversations,
                  int switches)
{
    // The first page of all compiles and makes what the others find.
    Openings first;
    open(window, conversations.front().id, first);
    print("first_of_all", first);
    std::vector<Openings> measured(conversations.size());
    for (int i = 0; i < switches; ++i) {
        for (std::size_t n = 0; n < conversations.size(); ++n) {
            open(window, conversations[(n + 1) % conversations.size()].id,
                 measured[(n + 1) % conversations.size()]);
        }
    }
    for (std::size_t n = 0; n < conversations.size(); ++n) {
        print(std::to_string(conversations[n].messages) + "_messages", measured[n]);
    }
}

} // namespace sotto::bench
