#include "tests/bench/app/bench_window.h"
#include "tests/bench/app/figures.h"
#include "tests/bench/app/shown_window.h"
#include "tests/bench/json_line.h"

#include <QQuickItem>
#include <QQuickWindow>

namespace sotto::bench {

namespace {

void openOnlyConversation(ShownWindow& window)
{
    (void)window.frames().wait("the list");
    window.frames().settle();
    window.app().openConversation(window.onlyPerson());
    window.frames().settle();
}

void expectMore(ShownWindow& window, int rows)
{
    window.frames().expect([&window, rows] {
        return window.app().current()->messages()->count() > rows && window.newestRow() != nullptr;
    });
}

} // namespace

void benchSending(TwoPeople& people, int messages)
{
    people.leaveAlice();
    people.leaveBob();
    ShownWindow alice(people.aliceFolder());
    ShownWindow bob(people.bobFolder());
    bob.window().setX(alice.window().width() / 2);
    openOnlyConversation(alice);
    openOnlyConversation(bob);
    std::vector<double> ownMs;
    std::vector<double> ownWork;
    std::vector<double> ownFrames;
    std::vector<double> otherMs;
    for (int i = 0; i < messages; ++i) {
        alice.activate();
        for (const QChar letter : QStringLiteral("message %1").arg(i)) {
            alice.press(Qt::Key_A, letter);
        }
        alice.frames().settle();
        bob.frames().settle();
        expectMore(alice, alice.app().current()->messages()->count());
        expectMore(bob, bob.app().current()->messages()->count());
        alice.press(Qt::Key_Return, QStringLiteral("\r"));
        const FrameLog::Shown own = alice.frames().wait("the own message");
        const FrameLog::Shown other = bob.frames().wait("the message at the other side");
        ownMs.push_back(own.ms);
        ownWork.push_back(own.workMs);
        ownFrames.push_back(own.frames);
        otherMs.push_back(other.ms);
    }
    JsonLine()
        .text("name", "send")
        .number("messages", messages)
        .number("own_window_p50_ms", quantile(ownMs, 0.5))
        .number("own_window_p99_ms", quantile(ownMs, 0.99))
        .number("own_window_work_p50_ms", quantile(ownWork, 0.5))
        .number("own_window_frames_p50", quantile(ownFrames, 0.5))
        .number("own_window_frames_max", quantile(ownFrames, 1))
        .number("other_window_p50_ms", quantile(otherMs, 0.5))
        .number("other_window_p99_ms", quantile(otherMs, 0.99))
        .number("other_window_max_ms", quantile(otherMs, 1))
        .print();
}

} // namespace sotto::bench
