#include "app/core/profile.h"
#include "app/storage/profile_wipe.h"
#include "app/viewmodels/app_parts.h"
#include "app/viewmodels/time_text.h"
#include "app/viewmodels/wiping.h"

#include <QPixmapCache>

namespace sotto::viewmodels {

namespace {

using SharedKey = std::shared_ptr<const storage::DatabaseKey>;

} // namespace

void App::Parts::open()
{
    setStage(Stage::Starting);
    auto lock = storage::ProfileLock::take(options.folder);
    if (!lock) {
        fail(problemOf(lock.error()));
        return;
    }
    profileLock.emplace(std::move(*lock));
    if (!storage::finishWipe(options.folder)) {
        fail({core::ProblemKind::Io, "the profile is not deleted"});
        return;
    }
    beginThreads();
    m_keys->findPlace(m_attempt.get(),
                      [this](const crypto::Result<storage::KeyPlace, core::Problem>& place) {
                          if (place) {
                              takePlace(*place);
                          } else {
                              fail(place.error());
                          }
                      });
}

void App::Parts::beginThreads()
{
    m_attempt = std::make_unique<QObject>();
    m_core = std::make_unique<CoreThread>(options.environment);
    m_keys = std::make_unique<KeyPlaces>(options, *m_core);
    wireCore();
}

void App::Parts::takePlace(storage::KeyPlace place)
{
    switch (place) {
    case storage::KeyPlace::None:
        // Without its key a database is nothing, and must not be covered by a new one.
        if (std::filesystem::exists(options.folder / kDatabaseFile)) {
            fail({core::ProblemKind::KeychainMissing, "no key file"});
        } else {
            setStage(Stage::FirstRun);
        }
        return;
    case storage::KeyPlace::Passphrase:
        setStage(m_wasReady ? Stage::Locked : Stage::Unlock);
        return;
    case storage::KeyPlace::Keychain:
    case storage::KeyPlace::File:
        break;
    }
    m_keys->read(m_attempt.get(), place, [this](const KeyResult& key) {
        if (key) {
            openDatabase(std::make_shared<const storage::DatabaseKey>(key->view()),
                         [this](bool hasAccount) { afterOpening(hasAccount); });
        } else {
            fail(key.error());
        }
    });
}

void App::Parts::unlock(const QString& passphrase)
{
    m_keys->readWith(m_attempt.get(), takeSecret(passphrase), [this](const KeyResult& key) {
        if (!key && key.error().kind == core::ProblemKind::WrongPassphrase) {
            appLock.wrongPassphrase();
        } else if (!key) {
            appLock.failed({});
            fail(key.error());
        } else {
            openDatabase(std::make_shared<const storage::DatabaseKey>(key->view()),
                         [this](bool hasAccount) {
                             appLock.opened();
                             afterOpening(hasAccount);
                         });
        }
    });
}

void App::Parts::openDatabase(SharedKey key, std::function<void(bool)> then)
{
    m_core->work(
        m_attempt.get(),
        [core = m_core.get(), key,
         file = options.folder / kDatabaseFile]() -> crypto::Result<bool, core::Problem> {
            auto database = storage::Database::open(file, *key, storage::OpenMode::ReadWrite);
            if (!database) {
                return crypto::Unexpected(problemOf(database.error()));
            }
            try {
                const bool hasAccount = core::holdsAccount(*database);
                core->keepDatabase(std::move(*database));
                return hasAccount;
            } catch (const storage::StorageFailure& broken) {
                return crypto::Unexpected(problemOf(broken.kind()));
            }
        },
        [this, key, then = std::move(then)](const crypto::Result<bool, core::Problem>& hasAccount) {
            if (!hasAccount) {
                fail(hasAccount.error());
                return;
            }
            m_hasDatabase = true;
            openClient();
            listenToAccount();
            openReader(key);
            then(*hasAccount);
        });
}

// The longer, the more contacts there are: what the pages list is read meanwhile. What is asked of
// the client waits for it.
void App::Parts::openClient()
{
    m_core->work(
        m_attempt.get(),
        [core = m_core.get()]() -> crypto::Result<void, core::Problem> {
            try {
                core->openClient();
            } catch (const storage::StorageFailure& broken) {
                return crypto::Unexpected(problemOf(broken.kind()));
            }
            return {};
        },
        [this](const crypto::Result<void, core::Problem>& result) {
            if (!result) {
                fail(result.error());
            }
        });
}

void App::Parts::openReader(SharedKey key)
{
    m_reader = std::make_unique<ReadThread>();
    connect(
        m_reader.get(), &ReadThread::failed, m_attempt.get(),
        [this](storage::FailureKind kind) { fail(problemOf(kind)); }, Qt::QueuedConnection);
    connect(
        m_reader.get(), &ReadThread::notOpened, m_attempt.get(),
        [this](storage::OpenError error) { fail(problemOf(error)); }, Qt::QueuedConnection);
    m_reader->open([key = std::move(key), file = options.folder / kDatabaseFile] {
        return storage::Database::open(file, *key, storage::OpenMode::ReadOnly);
    });
}

void App::Parts::afterOpening(bool hasAccount)
{
    if (hasAccount) {
        enter();
    } else {
        beginFirstRun();
    }
}

void App::Parts::withDatabase(std::function<void()> then,
                              std::function<void(const core::Problem&)> failed)
{
    if (m_hasDatabase) {
        then();
        return;
    }
    storage::DatabaseKey fresh;
    options.environment.random.fill(fresh.mutableView());
    const auto key = std::make_shared<const storage::DatabaseKey>(std::move(fresh));
    m_keys->keepNew(m_attempt.get(), *key,
                    [this, key, then = std::move(then), failed = std::move(failed)](
                        const crypto::Result<storage::KeyPlace, core::Problem>& place) {
                        if (place) {
                            openDatabase(key, [then](bool) { then(); });
                        } else {
                            failed(place.error());
                        }
                    });
}

void App::Parts::createAccount(const QString& name)
{
    auto relay = crypto::RelayAddress::parse(firstRun.relayAddress().toStdString());
    if (!relay) {
        firstRun.setState(false, core::explain({core::ProblemKind::AddressBroken, {}}));
        return;
    }
    const QByteArray picture = firstRun.pictureBytes();
    const auto account = std::make_shared<const core::NewAccount>(core::NewAccount{
        name.toStdString(), crypto::Bytes(picture.begin(), picture.end()), std::move(*relay)});
    withDatabase(
        [this, account] { storeAccount(account); },
        [this](const core::Problem& problem) { firstRun.setState(false, core::explain(problem)); });
}

void App::Parts::storeAccount(std::shared_ptr<const core::NewAccount> account)
{
    m_core->ask(
        m_attempt.get(), [account](core::Client& client) { return client.createAccount(*account); },
        [this](const crypto::Result<void, core::Problem>& result) {
            firstRun.setState(false, result ? QString() : core::explain(result.error()));
            if (result) {
                firstRun.clear();
                enter();
            }
        });
}

void App::Parts::enter()
{
    m_profile = std::make_unique<OpenProfile>(
        OpenProfile{*m_core, *m_reader, options.environment.clock, conversations, look, pictures,
                    options.openUrl, options.captureScreens});
    pictureSource->open(m_reader.get());
    conversations.load(*m_reader);
    search.load(*m_reader);
    blocked.load(*m_reader);
    settings.open(*m_core);
    readAccount();
    readInvites();
    readWords();
    readDevices();
    readVault();
    readLeaving();
    m_core->post([](core::Client& client) { client.start(); });
    m_today = dayOf(options.environment.clock.now());
    m_clockTimer.start();
    m_wasReady = true;
    leftByItself = false;
    setStage(Stage::Ready);
}

void App::Parts::lock()
{
    if (stage != Stage::Ready || !appLock.canLock()) {
        return;
    }
    // The pages first: they have nothing to say about a profile that is closed.
    setStage(Stage::Locked);
    close();
    QPixmapCache::clear();
    beginThreads();
    Q_EMIT app.locked();
}

void App::Parts::close()
{
    m_clockTimer.stop();
    leaveConversation();
    setInvite(nullptr);
    inviteBusy = false; // its answer goes with the profile
    Q_EMIT app.inviteStateChanged();
    search.clear();
    actions.setCore(nullptr);
    conversations.clear();
    notifications.clear();
    blocked.clear();
    invites.clear();
    inviteOpening.clear();
    emoji.setRecent({});
    me.clear();
    settings.clear();
    restoring.clear();
    devices.clear();
    alarm.clear();
    tellAlarm();
    phraseCare.clear();
    lostWords.clear();
    conversationExport.clear();
    backupMaking.clear();
    backupTaking.clear();
    leaving.clear();
    words.clear();
    network.clear();
    pictureSource->close();
    pictures.clear();
    // Answers that are on their way would find emptied models.
    m_attempt.reset();
    m_profile.reset();
    m_reader.reset();
    m_keys.reset();
    m_core.reset();
    m_hasDatabase = false;
}

void App::Parts::fail(const core::Problem& problem)
{
    failure = failurePage(problem.kind);
    setStage(Stage::Failed);
    close();
    // Whoever puts the old folder back, or opens it with another program, finds it free.
    profileLock.reset();
}

void App::Parts::setStage(Stage next)
{
    stage = next;
    if (next != Stage::Failed) {
        failure = {};
    }
    Q_EMIT app.stageChanged();
}

void App::Parts::retellTimes()
{
    if (m_core && lostWords.isDue()) {
        readWords();
    }
    const QDate today = dayOf(options.environment.clock.now());
    if (std::exchange(m_today, today) != today) {
        conversations.retellTimes();
        devices.retellTimes();
        alarm.retellTimes();
        lostWords.retellTimes();
        if (current) {
            current->retellTimes();
        }
    }
}

} // namespace sotto::viewmodels
