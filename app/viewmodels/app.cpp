#include "app/viewmodels/app.h"

#include "app/viewmodels/app_parts.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QQmlEngine>

namespace sotto::viewmodels {

namespace {

App* newest = nullptr;

} // namespace

App::App(AppOptions options, QObject* parent)
    : QObject(parent)
{
    if (!options.openUrl) {
        options.openUrl = [](const QUrl& url) { QDesktopServices::openUrl(url); };
    }
    m_parts = std::make_unique<Parts>(*this, std::move(options));
    newest = this;
}

App::~App()
{
    m_parts->close();
    if (newest == this) {
        newest = nullptr;
    }
}

App* App::create(QQmlEngine* engine, QJSEngine* scripts)
{
    Q_UNUSED(engine)
    Q_UNUSED(scripts)
    Q_ASSERT(newest);
    QQmlEngine::setObjectOwnership(newest, QQmlEngine::CppOwnership);
    return newest;
}

PictureProvider* App::makePictureProvider()
{
    return new PictureProvider(m_parts->pictureSource);
}

void App::open()
{
    m_parts->open();
}
void App::close()
{
    m_parts->close();
}

void App::openFromOutside(const QString& link)
{
    m_parts->inviteOpening.offerFromOutside(link);
}

App::Stage App::stage() const
{
    return m_parts->stage;
}
QString App::failureTitle() const
{
    return m_parts->failure.title;
}
QString App::failureText() const
{
    return m_parts->failure.text;
}
App::FailureAction App::failureAction() const
{
    return m_parts->failure.action;
}
bool App::leftByItself() const
{
    return m_parts->leftByItself;
}
QString App::profileName() const
{
    return m_parts->options.profileName;
}
QString App::version() const
{
    return m_parts->options.version;
}
FirstRun* App::firstRun() const
{
    return &m_parts->firstRun;
}
LinkPage* App::linkPage() const
{
    return &m_parts->linkPage;
}
WordEntry* App::wordEntry() const
{
    return &m_parts->wordEntry;
}
Restoring* App::restoring() const
{
    return &m_parts->restoring;
}
OwnDevicesModel* App::devices() const
{
    return &m_parts->devices;
}
PhraseCare* App::phraseCare() const
{
    return &m_parts->phraseCare;
}
LostWords* App::lostWords() const
{
    return &m_parts->lostWords;
}
Alarm* App::alarm() const
{
    return &m_parts->alarm;
}
ConversationExport* App::conversationExport() const
{
    return &m_parts->conversationExport;
}
BackupMaking* App::backupMaking() const
{
    return &m_parts->backupMaking;
}
BackupTaking* App::backupTaking() const
{
    return &m_parts->backupTaking;
}
AccountLeaving* App::leaving() const
{
    return &m_parts->leaving;
}
AppLock* App::appLock() const
{
    return &m_parts->appLock;
}
Network* App::network() const
{
    return &m_parts->network;
}
Me* App::me() const
{
    return &m_parts->me;
}
ConversationListModel* App::conversations() const
{
    return &m_parts->conversations;
}
ConversationActions* App::actions() const
{
    return &m_parts->actions;
}
ConversationFilter* App::switcher() const
{
    return &m_parts->switcher;
}
Conversation* App::current() const
{
    return m_parts->current;
}
BlockedListModel* App::blocked() const
{
    return &m_parts->blocked;
}

InviteListModel* App::invites() const
{
    return &m_parts->invites;
}
InvitePage* App::invite() const
{
    return m_parts->invite;
}
bool App::inviteBusy() const
{
    return m_parts->inviteBusy;
}
QString App::inviteError() const
{
    return m_parts->inviteError;
}
InviteOpening* App::inviteOpening() const
{
    return &m_parts->inviteOpening;
}
SearchModel* App::search() const
{
    return &m_parts->search;
}
Settings* App::settings() const
{
    return &m_parts->settings;
}
TwelveWords* App::words() const
{
    return &m_parts->words;
}
EmojiModel* App::emoji() const
{
    return &m_parts->emoji;
}
TextLook* App::textLook() const
{
    return &m_parts->look;
}
int App::unreadTotal() const
{
    return m_parts->conversations.unreadTotal();
}
bool App::windowActive() const
{
    return m_parts->windowActive;
}

void App::setWindowActive(bool active)
{
    if (std::exchange(m_parts->windowActive, active) != active) {
        if (m_parts->current) {
            m_parts->current->setWindowActive(active);
        }
        Q_EMIT windowActiveChanged();
    }
}

QVariantList App::shortcuts() const
{
    const auto row = [](const QString& keys, const QString& what) {
        return QVariantMap{{QStringLiteral("keys"), keys}, {QStringLiteral("what"), what}};
    };
    return {row(tr("Ctrl+K"), tr("Go to a conversation")),
            row(tr("Ctrl+N"), tr("Invite somebody")),
            row(tr("Ctrl+F"), tr("Find in this conversation")),
            row(tr("Ctrl+Shift+F"), tr("Search everything")),
            row(tr("Alt+Up"), tr("Previous conversation")),
            row(tr("Alt+Down"), tr("Next conversation")),
            row(tr("Up"), tr("Edit your last message, in an empty field")),
            row(tr("R"), tr("Reply, on a message")),
            row(tr("Menu"), tr("More, on a message")),
            row(tr("Escape"), tr("Back")),
            row(tr("Ctrl+L"), tr("Lock Sotto")),
            row(tr("Ctrl+,"), tr("Settings")),
            row(tr("Ctrl+Q"), tr("Quit")),
            row(tr("F1"), tr("This list"))};
}

void App::retry()
{
    if (m_parts->stage == Stage::Failed) {
        m_parts->open();
    }
}

void App::showFolder()
{
    m_parts->options.openUrl(
        QUrl::fromLocalFile(QString::fromStdString(m_parts->options.folder.string())));
}

void App::startOver()
{
    if (m_parts->stage == Stage::Removed) {
        m_parts->setStage(Stage::FirstRun);
    }
}

void App::joinAgain()
{
    if (m_parts->stage == Stage::Ready) {
        m_parts->linkPage.show();
        m_parts->wipe(Stage::FirstRun);
    }
}

void App::openConversation(qint64 conversationId)
{
    m_parts->showConversation(conversationId);
}

void App::openContact(qint64 contactId)
{
    if (const qint64 known = m_parts->conversations.withContact(contactId); known != 0) {
        m_parts->showConversation(known);
    } else if (contactId != 0) {
        m_parts->askConversationWith(contactId);
    }
}

void App::openMessage(qint64 conversationId, qint64 messageId)
{
    m_parts->showConversation(conversationId);
    if (m_parts->current && messageId != 0) {
        m_parts->current->jumpTo(messageId);
    }
}

void App::closeConversation()
{
    m_parts->leaveConversation();
}
void App::nextConversation()
{
    openConversation(m_parts->conversations.neighbour(1));
}
void App::previousConversation()
{
    openConversation(m_parts->conversations.neighbour(-1));
}

void App::notesToSelf()
{
    if (const qint64 known = m_parts->conversations.notes(); known != 0) {
        m_parts->showConversation(known);
    } else {
        m_parts->askConversationWith(0);
    }
}

void App::unblock(qint64 contactId)
{
    m_parts->unblock(contactId);
}

void App::newInvite(int uses, int lifetimeSeconds)
{
    m_parts->createInvite(uses, lifetimeSeconds);
}

void App::showInvite(qint64 inviteId)
{
    if (const core::OpenInvite* known = m_parts->invites.find(inviteId)) {
        m_parts->showInvite(*known);
    }
}

void App::closeInvite()
{
    m_parts->setInvite(nullptr);
}
void App::copyText(const QString& text)
{
    QGuiApplication::clipboard()->setText(text);
}

} // namespace sotto::viewmodels

#include "moc_app.cpp"
