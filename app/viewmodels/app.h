#pragma once

#include "app/viewmodels/app_lock.h"
#include "app/viewmodels/blocked_list_model.h"
#include "app/viewmodels/conversation.h"
#include "app/viewmodels/conversation_actions.h"
#include "app/viewmodels/conversation_filter.h"
#include "app/viewmodels/conversation_list_model.h"
#include "app/viewmodels/devices/alarm.h"
#include "app/viewmodels/devices/link_page.h"
#include "app/viewmodels/devices/lost_words.h"
#include "app/viewmodels/devices/own_devices_model.h"
#include "app/viewmodels/devices/phrase_care.h"
#include "app/viewmodels/devices/restoring.h"
#include "app/viewmodels/devices/word_entry.h"
#include "app/viewmodels/emoji_model.h"
#include "app/viewmodels/export/account_leaving.h"
#include "app/viewmodels/export/backup_making.h"
#include "app/viewmodels/export/backup_taking.h"
#include "app/viewmodels/export/conversation_export.h"
#include "app/viewmodels/first_run.h"
#include "app/viewmodels/invite_list_model.h"
#include "app/viewmodels/invite_opening.h"
#include "app/viewmodels/invite_page.h"
#include "app/viewmodels/me.h"
#include "app/viewmodels/network.h"
#include "app/viewmodels/search_model.h"
#include "app/viewmodels/settings.h"
#include "app/viewmodels/text_look.h"
#include "app/viewmodels/twelve_words.h"

#include <memory>

#include <QObject>
#include <QUrl>
#include <QVariantList>
#include <QtQml/qqmlregistration.h>

class QJSEngine;
class QQmlEngine;

namespace sotto::viewmodels {

struct AppOptions;
class PictureProvider;

/// What a window begins with: which page is due, and all that the pages show. Lives on the thread
/// of the window and never waits.
class App : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_SINGLETON
    Q_PROPERTY(Stage stage READ stage NOTIFY stageChanged)
    Q_PROPERTY(QString failureTitle READ failureTitle NOTIFY stageChanged)
    Q_PROPERTY(QString failureText READ failureText NOTIFY stageChanged)
    Q_PROPERTY(FailureAction failureAction READ failureAction NOTIFY stageChanged)
    /// Stage::Removed: because it was asked to, here.
    Q_PROPERTY(bool leftByItself READ leftByItself NOTIFY stageChanged)
    Q_PROPERTY(QString profileName READ profileName CONSTANT)
    Q_PROPERTY(QString version READ version CONSTANT)
    Q_PROPERTY(sotto::viewmodels::FirstRun* firstRun READ firstRun CONSTANT)
    Q_PROPERTY(sotto::viewmodels::LinkPage* linkPage READ linkPage CONSTANT)
    /// Twelve words that are being typed, on whichever page asks for them.
    Q_PROPERTY(sotto::viewmodels::WordEntry* wordEntry READ wordEntry CONSTANT)
    Q_PROPERTY(sotto::viewmodels::Restoring* restoring READ restoring CONSTANT)
    Q_PROPERTY(sotto::viewmodels::OwnDevicesModel* devices READ devices CONSTANT)
    Q_PROPERTY(sotto::viewmodels::PhraseCare* phraseCare READ phraseCare CONSTANT)
    /// New words that were made without the old ones, while they wait.
    Q_PROPERTY(sotto::viewmodels::LostWords* lostWords READ lostWords CONSTANT)
    Q_PROPERTY(sotto::viewmodels::Alarm* alarm READ alarm CONSTANT)
    Q_PROPERTY(
        sotto::viewmodels::ConversationExport* conversationExport READ conversationExport CONSTANT)
    Q_PROPERTY(sotto::viewmodels::BackupMaking* backupMaking READ backupMaking CONSTANT)
    Q_PROPERTY(sotto::viewmodels::BackupTaking* backupTaking READ backupTaking CONSTANT)
    Q_PROPERTY(sotto::viewmodels::AccountLeaving* leaving READ leaving CONSTANT)
    Q_PROPERTY(sotto::viewmodels::AppLock* appLock READ appLock CONSTANT)
    Q_PROPERTY(sotto::viewmodels::Network* network READ network CONSTANT)
    Q_PROPERTY(sotto::viewmodels::Me* me READ me CONSTANT)
    Q_PROPERTY(sotto::viewmodels::ConversationListModel* conversations READ conversations CONSTANT)
    /// What can be done with them from the list.
    Q_PROPERTY(sotto::viewmodels::ConversationActions* actions READ actions CONSTANT)
    /// The same rows under a filter of their own, for the switcher (Ctrl+K).
    Q_PROPERTY(sotto::viewmodels::ConversationFilter* switcher READ switcher CONSTANT)
    Q_PROPERTY(sotto::viewmodels::Conversation* current READ current NOTIFY currentChanged)
    Q_PROPERTY(sotto::viewmodels::BlockedListModel* blocked READ blocked CONSTANT)
    Q_PROPERTY(sotto::viewmodels::InviteListModel* invites READ invites CONSTANT)
    Q_PROPERTY(sotto::viewmodels::InvitePage* invite READ invite NOTIFY inviteChanged)
    Q_PROPERTY(bool inviteBusy READ inviteBusy NOTIFY inviteStateChanged)
    Q_PROPERTY(QString inviteError READ inviteError NOTIFY inviteStateChanged)
    Q_PROPERTY(sotto::viewmodels::InviteOpening* inviteOpening READ inviteOpening CONSTANT)
    Q_PROPERTY(sotto::viewmodels::SearchModel* search READ search CONSTANT)
    Q_PROPERTY(sotto::viewmodels::Settings* settings READ settings CONSTANT)
    Q_PROPERTY(sotto::viewmodels::TwelveWords* words READ words CONSTANT)
    Q_PROPERTY(sotto::viewmodels::EmojiModel* emoji READ emoji CONSTANT)
    Q_PROPERTY(sotto::viewmodels::TextLook* textLook READ textLook CONSTANT)
    Q_PROPERTY(int unreadTotal READ unreadTotal NOTIFY unreadTotalChanged)
    /// The sheet of keys: objects {keys, what}.
    Q_PROPERTY(QVariantList shortcuts READ shortcuts CONSTANT)
    /// True while a window of Sotto has the focus: what is seen then is read. Set by the window.
    Q_PROPERTY(bool windowActive READ windowActive WRITE setWindowActive NOTIFY windowActiveChanged)

public:
    enum class Stage
    {
        Starting,
        FirstRun,
        Unlock, ///< a passphrase opens the profile
        Locked, ///< was Ready, and was locked
        Ready,
        Failed,
        Removed, ///< this device is none of the account any more; all was wiped
        Leaving, ///< the account is being deleted, and nothing else can be done with it
    };
    Q_ENUM(Stage)
    enum class FailureAction
    {
        None,
        TryAgain,
        OpenKeychain,
        UpdateSotto,
        ShowFolder,
    };
    Q_ENUM(FailureAction)

    explicit App(AppOptions options, QObject* parent = nullptr);
    ~App() override;

    /// QML's singleton is the one that was made last.
    static App* create(QQmlEngine* engine, QJSEngine* scripts);
    /// For the engine, which owns it; whoever has several engines makes one for each.
    [[nodiscard]] PictureProvider* makePictureProvider();

    /// Opens the profile. Call once.
    void open();
    /// Stores what is open and ends the profile's threads; for the end of the program.
    void close();
    /// A sotto: link from outside (link handler, second start). Asks before anything is opened.
    void openFromOutside(const QString& link);

    [[nodiscard]] Stage stage() const;
    [[nodiscard]] QString failureTitle() const;
    [[nodiscard]] QString failureText() const;
    [[nodiscard]] FailureAction failureAction() const;
    [[nodiscard]] bool leftByItself() const;
    [[nodiscard]] QString profileName() const;
    [[nodiscard]] QString version() const;
    [[nodiscard]] FirstRun* firstRun() const;
    [[nodiscard]] LinkPage* linkPage() const;
    [[nodiscard]] WordEntry* wordEntry() const;
    [[nodiscard]] Restoring* restoring() const;
    [[nodiscard]] OwnDevicesModel* devices() const;
    [[nodiscard]] PhraseCare* phraseCare() const;
    [[nodiscard]] LostWords* lostWords() const;
    [[nodiscard]] Alarm* alarm() const;
    [[nodiscard]] ConversationExport* conversationExport() const;
    [[nodiscard]] BackupMaking* backupMaking() const;
    [[nodiscard]] BackupTaking* backupTaking() const;
    [[nodiscard]] AccountLeaving* leaving() const;
    [[nodiscard]] AppLock* appLock() const;
    [[nodiscard]] Network* network() const;
    [[nodiscard]] Me* me() const;
    [[nodiscard]] ConversationListModel* conversations() const;
    [[nodiscard]] ConversationActions* actions() const;
    [[nodiscard]] ConversationFilter* switcher() const;
    [[nodiscard]] Conversation* current() const;
    [[nodiscard]] BlockedListModel* blocked() const;
    [[nodiscard]] InviteListModel* invites() const;
    [[nodiscard]] InvitePage* invite() const;
    [[nodiscard]] bool inviteBusy() const;
    [[nodiscard]] QString inviteError() const;
    [[nodiscard]] InviteOpening* inviteOpening() const;
    [[nodiscard]] SearchModel* search() const;
    [[nodiscard]] Settings* settings() const;
    [[nodiscard]] TwelveWords* words() const;
    [[nodiscard]] EmojiModel* emoji() const;
    [[nodiscard]] TextLook* textLook() const;
    [[nodiscard]] int unreadTotal() const;
    [[nodiscard]] QVariantList shortcuts() const;
    [[nodiscard]] bool windowActive() const;
    void setWindowActive(bool active);

    /// What failureAction() names; TryAgain opens the profile again.
    Q_INVOKABLE void retry();
    Q_INVOKABLE void showFolder();
    /// After Stage::Removed: the first page of a new profile.
    Q_INVOKABLE void startOver();
    /// Wipes this profile, and asks for the twelve words: for a device whose data is in use twice.
    Q_INVOKABLE void joinAgain();
    Q_INVOKABLE void openConversation(qint64 conversationId);
    Q_INVOKABLE void openContact(qint64 contactId);
    /// Opens the conversation and shows that message.
    Q_INVOKABLE void openMessage(qint64 conversationId, qint64 messageId);
    Q_INVOKABLE void closeConversation();
    Q_INVOKABLE void nextConversation();
    Q_INVOKABLE void previousConversation();
    Q_INVOKABLE void notesToSelf();
    /// One of App.blocked.
    Q_INVOKABLE void unblock(qint64 contactId);
    Q_INVOKABLE void newInvite(int uses, int lifetimeSeconds);
    Q_INVOKABLE void showInvite(qint64 inviteId);
    Q_INVOKABLE void closeInvite();
    Q_INVOKABLE void copyText(const QString& text);

Q_SIGNALS:
    void stageChanged();
    void currentChanged();
    void inviteChanged();
    void inviteStateChanged();
    void unreadTotalChanged();
    void windowActiveChanged();
    /// Content, keys and threads of the profile are gone; caches of the engine should follow.
    void locked();
    /// For the desktop: show a notification, or take it back.
    void notify(qint64 conversationId, const QString& title, const QString& text);
    void notifyWithdrawn(qint64 conversationId);

private:
    class Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace sotto::viewmodels
