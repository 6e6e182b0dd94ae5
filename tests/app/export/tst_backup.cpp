// A backup is made and read without any relay: none is ever asked here. Argon2id costs a second or
// so for each use of the words.
#ifndef Q_MOC_RUN
#include "app/core/client.h"
#include "app/core/export/backup_source.h"
#include "app/core/export/export_run.h"
#include "app/core/recovery/qt_normalizer.h"
#include "crypto/base/init.h"
#include "tests/app/support/loopback_relay.h"
#include "tests/app/support/object_world.h"
#endif

#include <fstream>
#include <sys/stat.h>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace sotto;
using namespace sotto::core;
using namespace sotto::test;
namespace fs = std::filesystem;

namespace {

class HandClock final : public Clock
{
public:
    [[nodiscard]] storage::Milliseconds now() const override { return at; }
    storage::Milliseconds at = std::int64_t{1'800'000'000} * 1000;
};

/// A profile that is never connected.
struct Device
{
    explicit Device(const char* name)
        : environment{random, clock, impatientOptions(), 0, 1}
    {
        random.fill(key.mutableView());
        open();
        const LoopbackRelay relay; // for an address
        if (!client->createAccount({name, {}, relay.address()})) {
            qFatal("no account");
        }
    }
    /// As it was when its folder was copied.
    Device(const Device& other, const QTemporaryDir& copy)
        : environment{random, clock, impatientOptions(), 0, 1}
    {
        key = storage::DatabaseKey(other.key.view());
        fs::copy(copy.path().toStdString(), path(), fs::copy_options::recursive);
        open();
    }
    void open()
    {
        client.reset();
        auto database = storage::Database::open(path() / "db", key, storage::OpenMode::ReadWrite);
        if (!database) {
            qFatal("the database does not open");
        }
        client = std::make_unique<Client>(std::move(database).value(), environment);
        client->onFailed = [](const Problem& problem) { qFatal("%s", problem.technical.c_str()); };
    }
    /// Somebody with whom there is a long conversation.
    void fill()
    {
        {
            storage::Database& database = client->database();
            storage::ContactStore contacts(database);
            storage::ConversationStore conversations(database);
            storage::MessageStore messages(database);
            storage::Transaction transaction(database);
            storage::Contact bob;
            bob.account = random.make<storage::AccountBytes>();
            bob.name = "Bob";
            bob.nickname = "Bobby";
            const auto contact = contacts.add(bob, {});
            const auto conversation =
                conversations.add(storage::ConversationKind::Person, contact, clock.at);
            storage::RowId last = storage::kNoRow;
            for (int i = 0; i < 300; ++i) {
                storage::Message message;
                message.conversation = conversation;
                message.author = i % 2 == 0 ? contact : storage::kNoRow;
                message.uid = random.make<storage::MessageUid>();
                message.state =
                    i % 2 == 0 ? storage::MessageState::Received : storage::MessageState::Read;
                message.sent = message.received = clock.at + i * 1000;
                message.text = "line " + std::to_string(i);
                message.quoted = i % 10 == 0 ? last : storage::kNoRow;
                last = *messages.add(message);
            }
            messages.setText(last, "edited", clock.at + 1'000'000);
            transaction.commit();
        }
        open();
        const auto notes = client->conversationWith(storage::kNoRow);
        for (int i = 0; i < 3; ++i) {
            ++clock.at;
            QVERIFY(client->send(notes, {"note " + std::to_string(i)}));
        }
    }
    [[nodiscard]] std::string words()
    {
        std::string out;
        client->showWords([&](const auto& shown) {
            if (shown) {
                out.assign(shown->view().begin(), shown->view().end());
            }
        });
        return waitFor([&] { return !out.empty(); }) ? out : std::string();
    }
    /// Internal: it worked.
    [[nodiscard]] ProblemKind backup(const fs::path& file)
    {
        std::optional<ProblemKind> out;
        client->backupTo(file, {}, [&](const auto& ended) {
            out = ended ? ProblemKind::Internal : ended.error().kind;
        });
        return waitFor([&] { return out.has_value(); }) ? *out : ProblemKind::Io;
    }
    [[nodiscard]] ProblemKind take(const fs::path& file, const std::string& text)
    {
        std::optional<ProblemKind> out;
        client->takeBackup({file, phraseOf(text)}, {}, [&](const auto& ended) {
            out = ended ? ProblemKind::Internal : ended.error().kind;
        });
        return waitFor([&] { return out.has_value(); }) ? *out : ProblemKind::Io;
    }
    [[nodiscard]] static crypto::RecoveryPhrase phraseOf(const std::string& text)
    {
        return std::move(crypto::RecoveryPhrase::fromText(crypto::asBytes(text), QtNormalizer()))
            .value();
    }
    [[nodiscard]] fs::path path() const { return folder.path().toStdString(); }
    [[nodiscard]] fs::path backupFile() const { return path() / "backup"; }

    QTemporaryDir folder;
    storage::DatabaseKey key;
    crypto::SystemRandom random;
    HandClock clock;
    Environment environment;
    std::unique_ptr<Client> client;
};

crypto::RecoveryKeys keysOf(const std::string& words)
{
    const auto master = crypto::deriveMasterKey(
        Device::phraseOf(words), {}, crypto::masterKeyVersions().front(), QtNormalizer());
    return crypto::deriveRecoveryKeys(*master);
}

/// All messages of a folder of JSON files, by the account of their conversation.
QMap<QString, QJsonArray> messagesIn(const fs::path& folder)
{
    QMap<QString, QJsonArray> out;
    for (const auto& entry : fs::directory_iterator(folder)) {
        QFile file(QString::fromStdString(entry.path().string()));
        if (!file.open(QIODevice::ReadOnly)) {
            qFatal("a file does not open");
        }
        const auto object = QJsonDocument::fromJson(file.readAll()).object();
        const auto conversation = object[QLatin1String("conversation")].toObject();
        if (object.contains(QLatin1String("messages"))) {
            out[conversation[QLatin1String("account")].toString() + QLatin1Char(' ') +
                conversation[QLatin1String("nickname")].toString()] =
                object[QLatin1String("messages")].toArray();
        }
    }
    return out;
}

/// The folder with all that a client holds, as JSON.
fs::path exportOf(Device& device)
{
    fs::path out;
    bool isOver = false;
    device.client->exportTo({device.path() / "export", ExportFormat::Json}, {},
                            [&](const auto& ended) {
                                isOver = true;
                                out = ended ? *ended : fs::path();
                            });
    return waitFor([&] { return isOver; }) ? out : fs::path();
}

} // namespace

class TestBackup : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY(crypto::initialize());
        m_alice = std::make_unique<Device>("Alice");
        QVERIFY(m_alice->backup(m_alice->backupFile()) == ProblemKind::NoWords);
        m_words = m_alice->words();
        QVERIFY(!m_words.empty());
        m_alice->client.reset();
        fs::copy(m_alice->path(), m_empty.path().toStdString(),
                 fs::copy_options::recursive | fs::copy_options::overwrite_existing);
        m_alice->open();
        m_alice->fill();
        QVERIFY2(m_alice->backup(m_alice->backupFile()) == ProblemKind::Internal, "no backup");
        m_keys = std::make_unique<crypto::RecoveryKeys>(keysOf(m_words));
    }

    void theWordsAloneTurnItIntoPages()
    {
        const fs::path expected = exportOf(*m_alice);
        QVERIFY(!expected.empty());
        auto file = BackupFile::open(m_alice->backupFile());
        QVERIFY(file);
        QVERIFY(file->unlock(*m_keys));
        QCOMPARE(file->about().messages(), std::uint64_t{303});
        ExportRun run({m_alice->path() / "read", ExportFormat::Json, true, m_alice->clock.at},
                      std::make_unique<BackupSource>(std::move(*file)));
        for (bool isOver = false; !isOver;) {
            const auto step = run.step();
            QVERIFY(step);
            isOver = *step;
        }
        const auto said = messagesIn(expected);
        QCOMPARE(said.size(), 2);
        QVERIFY(said.last().size() == 300 || said.first().size() == 300);
        QCOMPARE(messagesIn(run.result()), said);
    }

    void onlyThePersonMayReadTheFile()
    {
        struct ::stat status = {};
        QCOMPARE(::stat(m_alice->backupFile().c_str(), &status), 0);
        QCOMPARE(status.st_mode & 0777U, mode_t{0600});
        // It is not replaced.
        QVERIFY(m_alice->backup(m_alice->backupFile()) == ProblemKind::FileExists);
        // Nothing readable stands in it.
        std::ifstream in(m_alice->backupFile(), std::ios::binary);
        const std::string bytes{std::istreambuf_iterator<char>(in), {}};
        QVERIFY(bytes.find("line 7") == std::string::npos);
        QVERIFY(bytes.find("Bobby") == std::string::npos);
    }

    void anEmptyProfileOfTheAccountTakesItIn()
    {
        Device second(*m_alice, m_empty);
        QVERIFY(messagesIn(exportOf(second)).isEmpty());
        QVERIFY(second.take(m_alice->backupFile(), m_words) == ProblemKind::Internal);
        const auto said = messagesIn(exportOf(*m_alice));
        QCOMPARE(messagesIn(exportOf(second)), said);
        // Its own messages are there after a restart, and a second time does no harm.
        second.open();
        QVERIFY(second.take(m_alice->backupFile(), m_words) == ProblemKind::Internal);
        QCOMPARE(messagesIn(exportOf(second)), said);
    }

    void whatWasRemovedSinceStaysRemoved()
    {
        Device second(*m_alice, m_empty);
        QVERIFY(second.take(m_alice->backupFile(), m_words) == ProblemKind::Internal);
        const auto notes = second.client->conversationWith(storage::kNoRow);
        storage::MessageStore messages(second.client->database());
        second.client->removeHere(messages.newest(notes, 1).front().id);
        QVERIFY(second.take(m_alice->backupFile(), m_words) == ProblemKind::Internal);
        QCOMPARE(messages.count(notes), std::uint64_t{2});
    }

    void otherWordsOpenNothing()
    {
        Device bob("Bob");
        const std::string words = bob.words();
        QVERIFY(bob.take(m_alice->backupFile(), words) == ProblemKind::WordsOpenNothing);
        // The right ones do, but this is not that account.
        QVERIFY(bob.take(m_alice->backupFile(), m_words) == ProblemKind::BackupForeign);
        QVERIFY(messagesIn(exportOf(bob)).isEmpty());
    }

    void aDamagedFileChangesNothingBehindTheDamage()
    {
        const fs::path cut = m_alice->path() / "cut";
        fs::copy_file(m_alice->backupFile(), cut);
        fs::resize_file(cut, fs::file_size(cut) - crypto::kBackupSealedChunkBytes);
        auto file = BackupFile::open(cut);
        QVERIFY(file);
        const auto unlocked = file->unlock(*m_keys);
        // What comes before the missing end is whole, and no folder has a final name in the end.
        if (unlocked) {
            ExportRun run({m_alice->path() / "damaged", ExportFormat::Html, true, 0},
                          std::make_unique<BackupSource>(std::move(*file)));
            auto step = run.step();
            while (step && !*step) {
                step = run.step();
            }
            QVERIFY(!step && step.error().kind == ProblemKind::BackupBroken);
        } else {
            QVERIFY(unlocked.error().kind == ProblemKind::BackupBroken);
        }
        QVERIFY(BackupFile::open(m_alice->path() / "db").error().kind == ProblemKind::NoBackup);
        QVERIFY(BackupFile::open(m_alice->path()).error().kind == ProblemKind::NoBackup);
    }

    void givenUpItLeavesNothing()
    {
        const fs::path target = m_alice->path() / "given-up";
        std::optional<ProblemKind> ended;
        m_alice->client->backupTo(
            target, [&](const ExportProgress&) { m_alice->client->cancelExport(); },
            [&](const auto& outcome) {
                ended = outcome ? ProblemKind::Internal : outcome.error().kind;
            });
        QVERIFY(m_alice->backup(m_alice->path() / "other") == ProblemKind::ExportRunning);
        QVERIFY(waitFor([&] { return ended.has_value(); }));
        QVERIFY(*ended == ProblemKind::Cancelled);
        QVERIFY(!fs::exists(target));
        QVERIFY(!fs::exists(target.string() + ".sotto-part"));
        std::ofstream(target.string() + ".sotto-part") << "what a kill has left";
        // And the next one is not in its way.
        QVERIFY(m_alice->backup(target) == ProblemKind::Internal);
    }

    /// Also while the words are worked on, which takes longest.
    void takingInCanBeStopped()
    {
        Device second(*m_alice, m_empty);
        std::optional<ProblemKind> ended;
        second.client->takeBackup(
            {m_alice->backupFile(), Device::phraseOf(m_words)}, {}, [&](const auto& outcome) {
                ended = outcome ? ProblemKind::Internal : outcome.error().kind;
            });
        second.client->cancelExport();
        QVERIFY(waitFor([&] { return ended.has_value(); }));
        QVERIFY(*ended == ProblemKind::Cancelled);
        // And the next one is not in its way.
        QVERIFY(second.take(m_alice->backupFile(), m_words) == ProblemKind::Internal);
    }

    void aFileIsOpenOnlyOnceAtATime()
    {
        Device second(*m_alice, m_empty);
        bool isOver = false;
        second.client->takeBackup({m_alice->backupFile(), Device::phraseOf(m_words)}, {},
                                  [&](const auto&) { isOver = true; });
        QVERIFY(second.take(m_alice->backupFile(), m_words) == ProblemKind::ExportRunning);
        QVERIFY(waitFor([&] { return isOver; }));
        // Whoever leaves while the words are at work hears nothing, and nothing happens.
        second.client->takeBackup({m_alice->backupFile(), Device::phraseOf(m_words)}, {},
                                  [](const auto&) { qFatal("too late"); });
        second.client.reset();
    }

private:
    std::unique_ptr<Device> m_alice;
    QTemporaryDir m_empty; ///< Alice's profile before there was anything in it
    std::string m_words;
    std::unique_ptr<crypto::RecoveryKeys> m_keys;
};

QTEST_GUILESS_MAIN(TestBackup)
#include "tst_backup.moc"
