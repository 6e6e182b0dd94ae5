#include "app/viewmodels/app_parts.h"
#include "app/viewmodels/shown_problem.h"
#include "app/viewmodels/wiping.h"

#include <QCoreApplication>

namespace sotto::viewmodels {

namespace {

/// How often it is looked whether another day has begun.
constexpr int kClockIntervalMs = 30'000;

} // namespace

App::Parts::Parts(App& owner, AppOptions given)
    : app(owner)
    , options(std::move(given))
    , conversations(options.environment.clock, pictures)
    , blocked(pictures)
    , actions(conversations)
    , invites(options.environment.clock)
    , search(conversations, options.environment.clock, pictures, look)
    , settings(options)
    , words(options.environment.clock, options.environment.random)
{
    switcher.setSourceModel(&conversations);
    firstRun.setDefaultRelay(options.defaultRelay);
    linkPage.setDefaultRelay(options.defaultRelay);
    inviteOpening.setCaptureScreens(options.captureScreens);
    m_clockTimer.setInterval(kClockIntervalMs);
    wireParts();
    if (QCoreApplication* program = QCoreApplication::instance()) {
        program->installEventFilter(&appLock);
    }
}

App::Parts::~Parts()
{
    close();
}

void App::Parts::wireParts()
{
    connect(&m_clockTimer, &QTimer::timeout, &app, [this] { retellTimes(); });
    connect(&firstRun, &FirstRun::started, &app,
            [this](const QString& name) { createAccount(name); });
    wireDevices();
    wireAlarm();
    wireExport();
    wireLeaving();
    connect(&linkPage, &LinkPage::startAsked, &app, [this] { link(); });
    connect(&linkPage, &LinkPage::cancelAsked, &app, [this] { cancelLink(); });
    connect(&appLock, &AppLock::unlockAsked, &app,
            [this](const QString& passphrase) { unlock(passphrase); });
    connect(&appLock, &AppLock::lockAsked, &app, [this] { lock(); });
    connect(&network, &Network::reconnectAsked, &app, [this] {
        if (m_core) {
            m_core->post([](core::Client& client) { client.retryNow(); });
        }
    });
    connect(&conversations, &ConversationListModel::unreadTotalChanged, &app,
            &App::unreadTotalChanged);
    connect(&conversations, &ConversationListModel::rowsRefreshed, &app, [this] { tellOutside(); });
    connect(&search, &SearchModel::openAsked, &app, &App::openMessage);
    connect(&inviteOpening, &InviteOpening::lookAsked, &app,
            [this](const QString& link) { lookAtInvite(link); });
    connect(&search, &SearchModel::queryChanged, &app, [this] { markFound(); });
    connect(&search, &SearchModel::currentHitChanged, &app, [this] { markFound(); });
    connect(&inviteOpening, &InviteOpening::openAsked, &app,
            [this](const QString& link) { openInvite(link); });
    connect(&emoji, &EmojiModel::recentChanged, &app,
            [this] { settings.setRecentEmoji(emoji.recent()); });
    connect(&words, &TwelveWords::laterAsked, &app,
            [this](qint64 until) { settings.setWordsRestUntil(until); });
    connect(&settings, &Settings::loaded, &app,
            [this] { emoji.setRecent(settings.recentEmoji()); });
    const auto followSettings = [this] {
        words.setRestsUntil(settings.wordsRestUntil());
        appLock.setCanLock(settings.hasPassphrase());
        appLock.setIdleMinutes(settings.hasPassphrase() ? settings.lockAfterMinutes() : 0);
    };
    connect(&settings, &Settings::changed, &app, followSettings);
    connect(&settings, &Settings::passphraseChanged, &app, followSettings);
    connect(&settings, &Settings::relayChanged, &app,
            [this] { words.open(m_core.get(), settings.relayHost()); });
    connect(&me, &Me::profileAsked, &app, [this](const QString& name, const QByteArray& picture) {
        if (!m_core) {
            return;
        }
        m_core->ask(
            m_attempt.get(),
            [utf8 = name.toStdString(), bytes = crypto::Bytes(picture.begin(), picture.end())](
                core::Client& client) { return client.setProfile(utf8, bytes); },
            [this](const crypto::Result<void, core::Problem>& result) {
                me.setState(false, result ? QString() : core::explain(result.error()));
                readAccount();
            });
    });
}

void App::Parts::wireCore()
{
    QObject* context = m_attempt.get();
    actions.setCore(m_core.get());
    connect(m_core.get(), &CoreThread::changed, context,
            [this](const core::Changes& changes) { apply(changes); });
    connect(m_core.get(), &CoreThread::typing, context, [this](qint64 conversation, bool active) {
        conversations.setTyping(conversation, active);
        if (current && current->conversationId() == conversation) {
            current->setTyping(active);
        }
    });
    wireLinking();
    connect(m_core.get(), &CoreThread::connection, context,
            [this](const core::Connection& connection) {
                network.show(connection);
                if (stage == Stage::Leaving) {
                    readLeaving();
                }
            });
    connect(
        m_core.get(), &CoreThread::failed, context,
        [this](const core::Problem& problem) { fail(problem); }, Qt::QueuedConnection);
}

void App::Parts::apply(const core::Changes& changes)
{
    if (!m_profile) {
        return;
    }
    pictures.renew(changes.contacts);
    if (current) {
        current->apply(changes);
    }
    conversations.apply(changes);
    blocked.apply(changes);
    if (changes.account) {
        readAccount();
    }
    if (changes.account || changes.settings) {
        settings.reread();
    }
    if (changes.invites) {
        readInvites();
    }
    if (changes.words) {
        readWords();
    }
}

void App::Parts::readAccount()
{
    m_core->ask(
        m_attempt.get(), [](core::Client& client) { return client.account(); },
        [this](const core::Account& account) {
            me.show(account);
            pictureSource->setOwn(me.pictureBytes());
        });
}

void App::Parts::readInvites()
{
    m_core->ask(
        m_attempt.get(), [](core::Client& client) { return client.invites(); },
        [this](const std::vector<core::OpenInvite>& open) {
            invites.show(open);
            if (!invite) {
                return;
            }
            if (const core::OpenInvite* shown = invites.find(invite->inviteId())) {
                invite->show(*shown);
                return;
            }
            // It was used, or ended: who used it stands in the list.
            setInvite(nullptr);
            for (const ConversationRow& row : conversations.rows()) {
                if (row.summary.contact && !current &&
                    row.summary.contact->standing == storage::ContactStanding::Asking) {
                    app.openConversation(row.summary.conversation.id);
                    break;
                }
            }
        });
}

void App::Parts::readWords()
{
    if (!m_core) {
        return;
    }
    m_core->ask(
        m_attempt.get(),
        [](core::Client& client) { return std::pair(client.wordsState(), client.lostWords()); },
        [this](const std::pair<core::WordsState, core::LostWords>& now) {
            words.setState(now.first);
            lostWords.show(now.second);
        });
}

void App::Parts::tellOutside()
{
    bool hasText = false;
    for (const ConversationRow& row : conversations.rows()) {
        hasText = hasText || (row.summary.newest && !row.isNotes() &&
                              row.summary.newest->kind == storage::MessageKind::Text);
    }
    words.setSomethingToLose(hasText);
    const auto decision = notifications.decide(
        conversations.rows(), {settings.notify(), current ? current->conversationId() : 0,
                               windowActive, options.environment.clock.now()});
    for (const Notification& shown : decision.show) {
        Q_EMIT app.notify(shown.conversation, shown.title, shown.text);
    }
    for (const qint64 conversation : decision.withdraw) {
        Q_EMIT app.notifyWithdrawn(conversation);
    }
}

void App::Parts::markFound()
{
    if (current) {
        const bool isHere = search.inConversation() == current->conversationId();
        current->messages()->setMarks(isHere ? search.query().trimmed() : QString(),
                                      isHere ? search.currentMessage() : 0);
    }
}

void App::Parts::letGo(QObject* shown)
{
    if (shown) {
        // Its page goes with the next turn of the event loop, and reads it until then; what the
        // attempt owns goes with the profile at the latest.
        shown->setParent(m_attempt.get());
        shown->deleteLater();
    }
}

void App::Parts::endFinding()
{
    if (search.inConversation() != (current ? current->conversationId() : 0)) {
        search.setInConversation(0);
    }
}

void App::Parts::showConversation(qint64 id)
{
    if (!m_profile || id == 0 || (current && current->conversationId() == id)) {
        return;
    }
    Conversation* before = current;
    current = new Conversation(*m_profile, id, &app);
    current->setWindowActive(windowActive);
    QObject::connect(
        current, &Conversation::gone, &app,
        [this, opened = current] {
            if (current == opened) {
                leaveConversation();
            }
        },
        Qt::QueuedConnection);
    endFinding();
    conversations.setSelected(id);
    Q_EMIT app.currentChanged();
    letGo(before);
}

void App::Parts::leaveConversation()
{
    Conversation* before = std::exchange(current, nullptr);
    if (before) {
        endFinding();
        conversations.setSelected(0);
        Q_EMIT app.currentChanged();
        letGo(before);
    }
}

void App::Parts::createInvite(int uses, int lifetimeSeconds)
{
    if (!m_profile || inviteBusy) {
        return;
    }
    inviteBusy = true;
    inviteError.clear();
    Q_EMIT app.inviteStateChanged();
    const core::InviteTerms terms{static_cast<std::uint32_t>(std::max(1, uses)),
                                  std::int64_t{1000} * std::max(1, lifetimeSeconds)};
    m_core->begin<core::OpenInvite>(
        m_attempt.get(),
        [terms](core::Client& client, core::Done<core::OpenInvite> done) {
            client.createInvite(terms, std::move(done));
        },
        [this](const crypto::Result<core::OpenInvite, core::Problem>& result) {
            inviteBusy = false;
            inviteError = result ? QString() : core::explain(result.error());
            if (result) {
                showInvite(*result);
                readInvites();
            }
            Q_EMIT app.inviteStateChanged();
        });
}

void App::Parts::showInvite(const core::OpenInvite& open)
{
    auto* page = new InvitePage(open, options.environment.clock, &app);
    QObject::connect(page, &InvitePage::withdrawAsked, &app, [this](qint64 id) {
        if (!m_core) {
            return;
        }
        m_core->begin<void>(
            m_attempt.get(),
            [id](core::Client& client, core::Done<void> done) {
                client.withdrawInvite(id, std::move(done));
            },
            [this](const crypto::Result<void, core::Problem>& result) {
                if (result) {
                    setInvite(nullptr);
                } else if (invite) {
                    invite->setError(core::explain(result.error()));
                }
                readInvites();
            });
    });
    setInvite(page);
}

void App::Parts::setInvite(InvitePage* page)
{
    InvitePage* before = std::exchange(invite, page);
    if (before != page) {
        Q_EMIT app.inviteChanged();
        letGo(before);
    }
}

void App::Parts::lookAtInvite(const QString& link)
{
    if (!m_profile) {
        inviteOpening.failed(App::tr("Sotto is not open yet."), {});
        return;
    }
    m_core->begin<core::InviteSender>(
        m_attempt.get(),
        [utf8 = link.toStdString()](core::Client& client, core::Done<core::InviteSender> done) {
            client.lookAtInvite(utf8, std::move(done));
        },
        [this, link](const crypto::Result<core::InviteSender, core::Problem>& result) {
            if (!inviteOpening.isLookingAt(link)) {
                return;
            }
            if (result) {
                inviteOpening.found(result->name);
                return;
            }
            const ShownProblem shown = shownProblem(result.error());
            inviteOpening.failed(shown.title, shown.text);
        });
}

void App::Parts::openInvite(const QString& link)
{
    if (!m_profile) {
        inviteOpening.failed(App::tr("Sotto is not open yet."), {});
        return;
    }
    m_core->begin<core::RowId>(
        m_attempt.get(),
        [utf8 = link.toStdString()](core::Client& client, core::Done<core::RowId> done) {
            client.openInvite(utf8, std::move(done));
        },
        [this](const crypto::Result<core::RowId, core::Problem>& result) {
            if (result) {
                inviteOpening.succeeded(*result);
                showConversation(*result);
                return;
            }
            const ShownProblem shown = shownProblem(result.error());
            inviteOpening.failed(shown.title, shown.text);
        });
}

void App::Parts::unblock(qint64 contact)
{
    if (m_core) {
        m_core->post([contact](core::Client& client) { (void)client.unblock(contact); });
    }
}

void App::Parts::askConversationWith(qint64 contact)
{
    if (!m_profile) {
        return;
    }
    m_core->ask(
        m_attempt.get(),
        [contact](core::Client& client) { return client.conversationWith(contact); },
        [this](core::RowId conversation) { showConversation(conversation); });
}

} // namespace sotto::viewmodels
