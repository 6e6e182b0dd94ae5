#pragma once

#include "app/storage/profile_lock.h"
#include "app/viewmodels/app.h"
#include "app/viewmodels/app_options.h"
#include "app/viewmodels/failure_page.h"
#include "app/viewmodels/key_places.h"
#include "app/viewmodels/notification_policy.h"
#include "app/viewmodels/open_profile.h"
#include "app/viewmodels/picture_provider.h"

#include <optional>

#include <QTimer>

namespace sotto::viewmodels {

/// The profile behind an App: how it is opened, what its changes reach, how it is closed.
class App::Parts
{
public:
    Parts(App& owner, AppOptions given);
    ~Parts();

    // profile_opening.cpp
    void open();
    void unlock(const QString& passphrase);
    void createAccount(const QString& name);
    // devices/profile_linking.cpp
    void link();
    void cancelLink();
    void wireLinking();
    // devices/profile_wiping.cpp
    /// Ends the profile and removes it from the disk; then @p next, FirstRun or Removed.
    void wipe(Stage next);
    /// What the client tells of the account itself.
    void listenToAccount();
    void lock();
    /// Everything of the profile goes: models, conversations, threads, keys.
    void close();
    void setStage(Stage next);
    void fail(const core::Problem& problem);

    // profile_wiring.cpp
    void wireParts();
    void wireCore();
    void apply(const core::Changes& changes);
    void showConversation(qint64 id);
    void leaveConversation();
    /// What is looked for in the open conversation, in its texts.
    void markFound();
    /// @p shown was on a page that goes now.
    void letGo(QObject* shown);
    /// Unless it is in the open conversation.
    void endFinding();
    void createInvite(int uses, int lifetimeSeconds);
    void showInvite(const core::OpenInvite& open);
    void setInvite(InvitePage* page);
    void readAccount();
    // devices/profile_account.cpp
    void readDevices();
    void wireDevices();
    // devices/profile_alarms.cpp
    void wireAlarm();
    void readVault();
    void showVault(const core::VaultState& state);
    // export/profile_export.cpp
    void wireExport();
    void beginExport();
    void beginBackup();
    void beginTaking();
    // export/profile_leaving.cpp
    void wireLeaving();
    void deleteAccount();
    void readLeaving();
    void showLeaving(const core::Client::Leaving& state);
    /// This is no device of the account any more.
    void onRemoved();
    /// For the core's thread.
    [[nodiscard]] core::OnExportProgress tellProgress(LongTask& task);
    void readInvites();
    void readWords();
    void tellOutside();
    void lookAtInvite(const QString& link);
    void openInvite(const QString& link);
    void unblock(qint64 contact);
    void askConversationWith(qint64 contact);

    App& app;
    AppOptions options;
    Stage stage = Stage::Starting;
    FailurePage failure;
    std::optional<storage::ProfileLock> profileLock;

    PictureTags pictures;
    std::shared_ptr<PictureSource> pictureSource = std::make_shared<PictureSource>();
    TextLook look;
    FirstRun firstRun;
    WordEntry wordEntry;
    LinkPage linkPage{wordEntry};
    AppLock appLock;
    Network network;
    Me me;
    ConversationListModel conversations;
    ConversationFilter switcher;
    BlockedListModel blocked;
    ConversationActions actions;
    InviteListModel invites;
    InviteOpening inviteOpening;
    SearchModel search;
    Settings settings;
    TwelveWords words;
    Restoring restoring;
    OwnDevicesModel devices{options.environment.clock};
    PhraseCare phraseCare{wordEntry, words};
    LostWords lostWords{options.environment.clock};
    Alarm alarm{options.environment.clock, phraseCare};
    bool leftByItself = false; ///< this device was asked to leave the account, here
    ConversationExport conversationExport;
    BackupMaking backupMaking{options.environment.clock};
    BackupTaking backupTaking{wordEntry};
    AccountLeaving leaving{wordEntry, words};
    EmojiModel emoji;
    NotificationPolicy notifications;
    Conversation* current = nullptr;
    InvitePage* invite = nullptr;
    bool inviteBusy = false;
    QString inviteError;
    bool windowActive = false;

private:
    void beginThreads();
    void takePlace(storage::KeyPlace place);
    /// @p then is told whether an account is in it.
    void openDatabase(std::shared_ptr<const storage::DatabaseKey> key,
                      std::function<void(bool)> then);
    /// Makes a key and a database if there are none yet; @p failed is told why not.
    void withDatabase(std::function<void()> then, std::function<void(const core::Problem&)> failed);
    void openClient();
    void openReader(std::shared_ptr<const storage::DatabaseKey> key);
    void afterOpening(bool hasAccount);
    void storeAccount(std::shared_ptr<const core::NewAccount> account);
    /// Goes on with a joining that a kill has interrupted, or shows the first page.
    void beginFirstRun();
    void endLinking(const crypto::Result<void, core::Problem>& result);
    void beginDevices(std::function<void(core::Client&, core::Done<void>)> call);
    void endDevices(const crypto::Result<void, core::Problem>& result);
    void answerAlarm(const QByteArray& id, bool wasMe);
    /// Tells the desktop of what nobody has answered.
    void tellAlarm();
    /// Does what was asked of PhraseCare.
    void useWords();
    void checkWords(const std::shared_ptr<crypto::SecretBytes>& typed);
    void replaceWords(const std::shared_ptr<crypto::SecretBytes>& typed);
    void makeLostWords();
    void makeWords(std::function<void(core::Client&, core::Done<crypto::SecretBytes>)> call);
    void finishLostWords(const std::shared_ptr<crypto::SecretBytes>& typed);
    void stopLostWords();
    void beginCare(std::function<void(core::Client&, core::Done<void>)> call);
    void endCare(int run, const crypto::Result<void, core::Problem>& result);
    void onLinkStep(core::LinkStep step);
    void onAccountTrouble(const core::Problem& problem);
    void enter();
    void retellTimes();
    /// Runs on the window's thread what it is given on another, while this attempt lasts.
    [[nodiscard]] std::function<void(std::function<void()>)> here() const;

    /// Answers of an earlier attempt to open find nobody.
    std::unique_ptr<QObject> m_attempt;
    std::unique_ptr<CoreThread> m_core;
    std::unique_ptr<KeyPlaces> m_keys;
    std::unique_ptr<ReadThread> m_reader;
    std::unique_ptr<OpenProfile> m_profile;
    bool m_hasDatabase = false;
    bool m_wasReady = false;
    QByteArray m_toldAlarm;
    QTimer m_clockTimer;
    QDate m_today;
};

} // namespace sotto::viewmodels
