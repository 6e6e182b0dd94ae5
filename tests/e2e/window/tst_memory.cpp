// What a locked window still knows: nothing of what was said, by whom, or with which key.
#ifndef Q_MOC_RUN
#include "app/storage/key_change.h"
#include "app/storage/state_store.h"
#include "crypto/base/init.h"
#include "tests/app/desktop/private_bus.h"
#include "tests/e2e/window/app_window.h"
#include "tests/e2e/window/memory_scan.h"
#include "tests/e2e/window/reader_service.h"
#include "tests/e2e/world.h"
#endif

#include <QGuiApplication>
#include <QTest>

using namespace sotto;
using namespace sotto::test;

namespace {

// Words that nothing but this test puts anywhere; each part of sixteen letters is looked for.
constexpr const char* kAlice = "Aldegunde Quastenflosser";
constexpr const char* kBob = "Balthasar Wurzelzwerg";
constexpr const char* kSent = "zinnoberroter Nachtfalter umkreist Laternen";
constexpr const char* kReceived = "violetter Heuschreck verschmaust Pfingstrosen";
constexpr const char* kDraft = "halbfertiger Satzanfang mit Kieselsteinchen";
constexpr const char* kQuery = "verschmaust Pfingstrosen";
constexpr const char* kPassword = "quittengelber Blechkuchen";

QByteArray listed(const MemoryScan::Findings& findings)
{
    QByteArray out;
    for (const auto& [name, pattern, region, before] : findings) {
        out += QByteArray::fromStdString(name + " \"" + pattern + "\" in " + region + " behind \"" +
                                         before + "\"\n");
    }
    return out.replace('\0', QByteArray());
}

std::set<std::string> namesIn(const MemoryScan::Findings& findings)
{
    std::set<std::string> out;
    for (const auto& finding : findings) {
        out.insert(finding.name.substr(0, finding.name.find(" (")));
    }
    return out;
}

} // namespace

class TestMemory : public QObject
{
    Q_OBJECT

public:
    TestMemory(const Screen& screen, const QString& bus)
        : m_bob(m_world.person(kBob))
        , m_alice(screen, bus, QString::fromStdString((m_world.folder() / "alice").string()),
                  m_world.relay())
    {}

private Q_SLOTS:
    void nothingIsLeftAfterLocking();

    void cleanup()
    {
        if (QTest::currentTestFailed()) {
            qInfo("the window told:\n%s", qUtf8Printable(m_alice.reader().all()));
        }
    }

private:
    void meet();
    void talk();
    void setPassword();
    void lookForKeys(MemoryScan& scan) const;
    [[nodiscard]] pid_t process() const { return static_cast<pid_t>(m_alice.process()); }

    World m_world;
    Cli m_bob;
    AppWindow m_alice;
};

void TestMemory::meet()
{
    m_alice.setVariable("LD_PRELOAD", SOTTO_DUMPABLE);
    QVERIFY(m_alice.start());
    QVERIFY(m_alice.click(Spoken::Text, "Your name"));
    QVERIFY(m_alice.write("Your name", kAlice));
    m_alice.press("Return");
    QVERIFY(m_alice.click(Spoken::Button, "I have an invite"));
    const QString link = m_bob.run({"invite"}).only("link");
    QVERIFY(m_alice.click(Spoken::Text, "Link of the invite"));
    QVERIFY(m_alice.write("Link of the invite", link));
    m_alice.press("Return");
    QVERIFY(m_alice.click(Spoken::Button, "Ask to write"));
    QVERIFY(comesTrue([&] {
        const QString id = m_bob.run({"requests"}).only("id");
        return !id.isEmpty() && m_bob.run({"approve", id}).isDone();
    }));
    QVERIFY(m_alice.shows(Spoken::Text, QStringLiteral("Message %1").arg(kBob)));
    QVERIFY(m_bob.run({"send", kAlice, kReceived}).isDone());
    QVERIFY(m_alice.shows(Spoken::ListItem, containing(kReceived)));
}

void TestMemory::talk()
{
    const QString composer = QStringLiteral("Message %1").arg(kBob);
    QVERIFY(m_alice.click(Spoken::Text, composer));
    QVERIFY(m_alice.write(composer, kSent));
    m_alice.press("Return");
    QCOMPARE(m_bob.run({"receive", "--timeout", "60"}).all("text"), QStringList(kSent));
    QVERIFY(m_alice.write(composer, kDraft));
    m_alice.press("ctrl+shift+f");
    QVERIFY(m_alice.write("Search", kQuery));
    QVERIFY(m_alice.shows(Spoken::Any, [](const QString& name) {
        return name.contains(kBob) && name.contains(kReceived);
    }));
}

void TestMemory::setPassword()
{
    m_alice.press("ctrl+comma");
    QVERIFY(m_alice.click(Spoken::Any, "Lock"));
    QVERIFY(m_alice.click(Spoken::Any, "Set a password"));
    QVERIFY(m_alice.click(Spoken::Password, [](const QString&) { return true; }));
    m_alice.type(kPassword);
    m_alice.press("Tab"); // to the eye
    m_alice.press("Tab");
    m_alice.type(kPassword);
    QVERIFY(m_alice.click(Spoken::Button, "Set password"));
    QVERIFY(m_alice.shows(Spoken::Any, "Lock now"));
    m_alice.press("Escape");
}

/// The database's key and the account's own secrets, from a copy of the profile.
void TestMemory::lookForKeys(MemoryScan& scan) const
{
    const auto copy = m_world.folder() / "copy";
    std::filesystem::copy(m_alice.profile().toStdString(), copy,
                          std::filesystem::copy_options::recursive);
    const auto file = copy / "sotto.db";
    const auto key =
        storage::openUnchanged(storage::KeyFile(copy), file, crypto::asBytes(kPassword));
    QVERIFY(key.has_value());
    scan.lookForBytes("the database's key", key->view());
    auto database = storage::Database::open(file, *key, storage::OpenMode::ReadWrite);
    QVERIFY(database.has_value());
    storage::StateStore state(*database);
    for (const char* name : {"account", "mailboxes", "prekeys"}) {
        const auto value = state.find(name);
        QVERIFY2(value.has_value(), name);
        scan.lookForBytes("state " + std::string(name), value->view());
    }
    scan.allow(m_world.relay().toStdString()); // the program was started with it
}

void TestMemory::nothingIsLeftAfterLocking()
{
    QVERIFY(crypto::initialize());
    meet();
    if (!QTest::currentTestFailed()) {
        setPassword();
    }
    if (!QTest::currentTestFailed()) {
        talk();
    }
    MemoryScan scan;
    scan.lookForText("her name", kAlice);
    scan.lookForText("his name", kBob);
    scan.lookForText("what was sent", kSent);
    scan.lookForText("what was received", kReceived);
    scan.lookForText("the draft", kDraft);
    scan.lookForText("the query", kQuery);
    if (!QTest::currentTestFailed()) {
        lookForKeys(scan);
    }
    if (QTest::currentTestFailed()) {
        return;
    }
    // Who does not find them while they are there proves nothing later.
    const std::set<std::string> open = namesIn(scan.findings(process()));
    for (const char* name : {"her name", "his name", "what was sent", "what was received",
                             "the draft", "the query", "the database's key", "state account"}) {
        QVERIFY2(open.contains(name), name);
    }
    scan.lookForText("the password", kPassword);

    m_alice.press("ctrl+l");
    QVERIFY(m_alice.shows(Spoken::Heading, "Sotto is locked"));
    MemoryScan::Findings left;
    const bool isClean = comesTrue([&] {
        left = scan.findings(process());
        return left.empty();
    });
    QVERIFY2(isClean, listed(left).constData());
}

int main(int argc, char** argv)
{
    const Screen screen;
    const sotto::desktop::PrivateBus bus;
    QGuiApplication application(argc, argv);
    const ReaderService service(bus.address());
    TestMemory test(screen, bus.address());
    return QTest::qExec(&test, argc, argv);
}
#include "tst_memory.moc"
