// One person at a real window with a real mouse and real keys, the other one at sotto-cli. What the
// window does is read at the other end; what it shows is read as people do who do not see it.
#ifndef Q_MOC_RUN
#include "tests/app/desktop/private_bus.h"
#include "tests/app/desktop/tray_panel.h"
#include "tests/e2e/window/app_window.h"
#include "tests/e2e/window/reader_service.h"
#include "tests/e2e/world.h"
#endif

#include <QClipboard>
#include <QGuiApplication>
#include <QTest>

using namespace sotto::test;

/// The steps of one story, in this order. What follows a step that failed is not tried.
class TestWindow : public QObject
{
    Q_OBJECT

public:
    TestWindow(const Screen& screen, const sotto::desktop::PrivateBus& bus)
        : m_bus(bus)
        , m_bob(m_world.person("Bob"))
        , m_alice(screen, bus.address(), QString::fromStdString((m_world.folder() / "alice")),
                  m_world.relay())
    {}

private Q_SLOTS:
    void init();
    void cleanup();

    void aNameIsEnough();
    void anInviteIsAFewClicks();
    void theOneWhoAsksIsLetIn();
    void aTextIsSentByEnter();
    void anAnswerIsShownAndRead();
    void whatComesMeanwhileIsCounted();
    void aTextMayHaveLines();
    void upChangesTheLastText();
    void theSwitcherGoesToAName();
    void findingLeadsBack();
    void aSecondStartEnds();
    void closingEndsItWithoutATray();
    void closingLeavesItInTheTrayIfWanted();

private:
    /// All that Bob's program prints until something has come.
    [[nodiscard]] QStringList bobReads() const
    {
        return m_bob.run({"receive", "--timeout", "60"}).all("text");
    }
    /// The newest line of their conversation at his side.
    [[nodiscard]] QJsonObject newestAtBob() const
    {
        const Ran history = m_bob.run({"history", "Alice", "--limit", "1"});
        return history.lines.empty() ? QJsonObject() : history.lines.back();
    }
    [[nodiscard]] bool bobSees(const char* field, const QString& value) const
    {
        return comesTrue([&] {
            (void)m_bob.run({"receive"});
            return newestAtBob().value(QLatin1StringView(field)).toString() == value;
        });
    }

    const sotto::desktop::PrivateBus& m_bus;
    World m_world;
    Cli m_bob;
    AppWindow m_alice;
    bool m_isBroken = false;
};

void TestWindow::init()
{
    if (m_isBroken) {
        QSKIP("a step before this one failed");
    }
}

void TestWindow::cleanup()
{
    if (QTest::currentTestFailed()) {
        m_isBroken = true;
        qInfo("the window told:\n%s", qUtf8Printable(m_alice.reader().all()));
    }
}

void TestWindow::aNameIsEnough()
{
    QVERIFY(m_alice.start());
    QVERIFY(m_alice.write("Your name", "Alice"));
    QVERIFY(m_alice.click(Spoken::Button, "Start"));
    QVERIFY(m_alice.shows(Spoken::Button, "Invite somebody"));
}

void TestWindow::anInviteIsAFewClicks()
{
    QVERIFY(m_alice.click(Spoken::Button, "Invite somebody"));
    QVERIFY(m_alice.shows(Spoken::Label, "Waiting for them to open it"));
    QVERIFY(m_alice.click(Spoken::Button, "Copy link"));
    const QClipboard& clipboard = *QGuiApplication::clipboard();
    QVERIFY(comesTrue([&] { return clipboard.text().startsWith("sotto:"); }));
    QVERIFY(m_bob.run({"accept", clipboard.text()}).isDone());
}

void TestWindow::theOneWhoAsksIsLetIn()
{
    QVERIFY(m_alice.click(Spoken::Any, beginningWith("Bob, ")));
    QVERIFY(m_alice.shows(Spoken::Button, "Accept"));
    QVERIFY(m_alice.click(Spoken::Button, "Accept"));
    QVERIFY(m_alice.shows(Spoken::Text, "Message Bob"));
    QVERIFY(comesTrue([&] {
        (void)m_bob.run({"receive"});
        return m_bob.run({"send", "Alice", "I am in."}).isDone();
    }));
    QVERIFY(m_alice.shows(Spoken::ListItem, containing("I am in.")));
}

void TestWindow::aTextIsSentByEnter()
{
    QVERIFY(m_alice.click(Spoken::Text, "Message Bob"));
    QVERIFY(m_alice.write("Message Bob", "Hello Bob, this was typed."));
    m_alice.press("Return");
    QVERIFY(m_alice.holds("Message Bob", ""));
    QCOMPARE(bobReads(), QStringList("Hello Bob, this was typed."));
}

void TestWindow::anAnswerIsShownAndRead()
{
    QVERIFY(m_bob.run({"send", "Alice", "And this was answered."}).isDone());
    QVERIFY(m_alice.shows(Spoken::ListItem, containing("And this was answered.")));
    // Her program says so by itself: the conversation is open in the window that has the keyboard.
    QVERIFY(bobSees("state", "read"));
}

void TestWindow::whatComesMeanwhileIsCounted()
{
    QVERIFY(m_alice.hasTitle("Sotto"));
    Screen::focusNothing();
    QVERIFY(m_alice.isNotWritingIn("Message Bob"));
    QVERIFY(m_bob.run({"send", "Alice", "Are you there?"}).isDone());
    QVERIFY(m_alice.hasTitle("(1) Sotto"));
    QVERIFY(bobSees("state", "delivered"));
    m_alice.focus();
    QVERIFY(m_alice.hasTitle("Sotto"));
    QVERIFY(bobSees("state", "read"));
}

void TestWindow::aTextMayHaveLines()
{
    QVERIFY(m_alice.write("Message Bob", "one"));
    m_alice.press("shift+Return");
    m_alice.type("two");
    QVERIFY(m_alice.holds("Message Bob", "one\ntwo"));
    m_alice.press("Return");
    QCOMPARE(bobReads(), QStringList("one\ntwo"));
}

void TestWindow::upChangesTheLastText()
{
    QVERIFY(m_alice.holds("Message Bob", ""));
    m_alice.press("Up");
    QVERIFY(m_alice.holds("Message Bob", "one\ntwo"));
    QVERIFY(m_alice.shows(Spoken::Button, "Leave it as it was"));
    m_alice.press("ctrl+a");
    QVERIFY(m_alice.write("Message Bob", "three"));
    m_alice.press("Return");
    QVERIFY(bobSees("text", "three"));
    QVERIFY(!newestAtBob().value(QLatin1StringView("editedAt")).toString().isEmpty());
}

void TestWindow::theSwitcherGoesToAName()
{
    m_alice.press("ctrl+n");
    QVERIFY(m_alice.click(Spoken::MenuItem, "Notes to self"));
    QVERIFY(m_alice.write("Note to self", "Bob shall not see this."));
    m_alice.press("Return");
    QVERIFY(m_alice.shows(Spoken::Any, beginningWith("Notes to self, ")));
    m_alice.press("ctrl+k");
    QVERIFY(m_alice.write("Go to a conversation", "Bo"));
    m_alice.press("Return");
    QVERIFY(m_alice.hides(Spoken::Dialog, "Go to a conversation"));
    QVERIFY(m_alice.write("Message Bob", "Back with you."));
    m_alice.press("Return");
    QCOMPARE(bobReads(), QStringList("Back with you."));
}

void TestWindow::findingLeadsBack()
{
    m_alice.press("ctrl+f");
    QVERIFY(m_alice.write("Find in this conversation", "answered"));
    QVERIFY(m_alice.shows(Spoken::Label, "1 of 1"));
    m_alice.press("Escape"); // empties the field, then closes it
    QVERIFY(m_alice.holds("Find in this conversation", ""));
    m_alice.press("Escape");
    QVERIFY(m_alice.hides(Spoken::Text, "Find in this conversation"));
    QVERIFY(m_alice.write("Message Bob", "Found it."));
    m_alice.press("Return");
    QCOMPARE(bobReads(), QStringList("Found it."));
}

void TestWindow::aSecondStartEnds()
{
    QCOMPARE(m_alice.startAgain(), 0);
    QVERIFY(m_alice.isRunning());
}

void TestWindow::closingEndsItWithoutATray()
{
    Screen::askToClose(m_alice.window());
    QCOMPARE(m_alice.exitCode(), 0);
}

void TestWindow::closingLeavesItInTheTrayIfWanted()
{
    const sotto::desktop::TrayPanel panel(m_bus.address());
    QVERIFY(panel.isThere());
    QVERIFY(m_alice.start());
    QVERIFY(m_alice.shows(Spoken::Any, beginningWith("Bob, ")));
    QVERIFY(comesTrue([&] { return panel.hasIcon(); }));
    Screen::askToClose(m_alice.window());
    QVERIFY(comesTrue([&] { return !m_alice.isVisible(); }));
    QVERIFY(m_bob.run({"send", "Alice", "Still listening?"}).isDone());
    QVERIFY(bobSees("state", "delivered"));
    // A second start brings the first one's window back.
    QCOMPARE(m_alice.startAgain(), 0);
    QVERIFY(comesTrue([&] { return m_alice.isVisible(); }));

    m_alice.focus();
    m_alice.press("ctrl+comma");
    QVERIFY(m_alice.click(Spoken::Button, "Notifications"));
    QVERIFY(m_alice.click(Spoken::Any, "Stay in the tray"));
    QVERIFY(comesTrue([&] { return !panel.hasIcon(); }));
    Screen::askToClose(m_alice.window());
    QCOMPARE(m_alice.exitCode(), 0);
}

int main(int argc, char** argv)
{
    const Screen screen;
    const sotto::desktop::PrivateBus bus;
    QGuiApplication application(argc, argv);
    const ReaderService service(bus.address());
    TestWindow test(screen, bus);
    return QTest::qExec(&test, argc, argv);
}
#include "tst_window.moc"
