#include "app/core/client_parts.h"
#include "app/core/recovery/own_phrase.h"
#include "app/core/settings.h"
#include "app/core/base/wire_bytes.h"

#include <QUtf8StringView>

namespace sotto::core {

namespace {

constexpr int kHourlyMs = 3600 * 1000;
/// Whoever writes says so every four seconds; without a word for so long they have stopped.
constexpr int kTypingHoldsMs = 8 * 1000;

crypto::Unexpected<Problem> refusal(ProblemKind kind)
{
    return crypto::Unexpected(Problem{kind});
}

/// Trimmed, or why it is none.
crypto::Result<std::string, Problem> checkName(std::string_view name, crypto::ByteView picture)
{
    if (holdsPhrase(name)) {
        return refusal(ProblemKind::HoldsPhrase);
    }
    std::string clean = cleanName(name);
    if (clean.empty()) {
        return refusal(name.size() > kNameBytesMax ? ProblemKind::NameTooLong
                                                   : ProblemKind::NameEmpty);
    }
    if (picture.size() > kPictureBytesMax) {
        return refusal(ProblemKind::PictureTooLarge);
    }
    return clean;
}

} // namespace

Client::Parts::Parts(Client& client_, storage::Database database, Environment& environment)
    : client(client_)
    , context(std::move(database), environment)
    , own(context)
    , people(context, own)
    , sessions(context, own, people)
    , places(context)
    , mailboxes(context, places, own, sessions)
    , outbox(context, places, own, mailboxes, people, sessions)
    , incoming(context, own, people, outbox)
    , inbox(context, mailboxes, people, sessions, outbox, incoming)
    , invitations(context, places, own, mailboxes, people, outbox, incoming)
    , objects(context, places, own, mailboxes, people, outbox)
{
    context.onChanged = [this](const Changes& changes) {
        if (changes.account || !changes.contacts.empty()) {
            objects.refreshSoon();
        }
        if (client.onChanged) {
            client.onChanged(changes);
        }
    };
    context.onFailed = [this](const Problem& problem) {
        if (client.onFailed) {
            client.onFailed(problem);
        }
    };
    mailboxes.onArrival = [this](OwnMailboxes::Arrival arrival) { inbox.add(std::move(arrival)); };
    mailboxes.onState = [this] { tellConnection(); };
    mailboxes.onRelayLost = [this] {
        Work work(context);
        mailboxes.moveTo(work, mailboxes.relay(), OwnMailboxes::OldMailbox::Forget);
        afterMove(work);
        work.commit();
    };
    mailboxes.onServing = [this] { invitations.publishAll(); };
    incoming.onTyping = [this](RowId conversation, bool active) {
        tellTyping(conversation, active);
    };
    people.nameCard = [this](const Person& person, wire::Introduction& introduction) {
        objects.nameCard(person, introduction);
    };
    outbox.onTokenRefused = [this](RowId contact) { objects.readCardOf(contact); };
    incoming.onTokensChanged = [this] { invitations.publishTokens(); };
    incoming.onInviteSpent = [this](const storage::Invite& invite) { invitations.retire(invite); };
    QObject::connect(&hourly, &QTimer::timeout, context.lifetime(), [this] {
        context.guard([this] {
            Work work(context);
            sessions.expire(work);
            incoming.expire(work);
            work.commit();
            invitations.publishTokens();
        });
    });
}

void Client::Parts::load()
{
    places.readSettings();
    if (own.load()) {
        people.load();
        sessions.load();
        mailboxes.load();
        objects.load();
    }
}

void Client::Parts::begin()
{
    mailboxes.start();
    invitations.publishTokens();
    {
        // What changed while nobody was told, perhaps because the program was killed.
        Work work(context);
        outbox.introduceAll(work);
        work.commit();
    }
    {
        Work work(context);
        sessions.expire(work);
        incoming.expire(work);
        work.commit();
    }
    outbox.start();
    objects.start();
    hourly.start(kHourlyMs);
}

void Client::Parts::afterMove(Work& work)
{
    own.renewIntroduction(work);
    outbox.introduceAll(work);
    work.afterwards([this] {
        invitations.publishTokens();
        outbox.kickAll();
        if (started) {
            objects.stop();
            objects.start();
        }
    });
}

void Client::Parts::tellTyping(RowId conversation, bool active)
{
    const std::uint64_t notice = ++typingNotices[conversation];
    if (active) {
        context.later(kTypingHoldsMs, [this, conversation, notice] {
            if (typingNotices[conversation] == notice) {
                tellTyping(conversation, false);
            }
        });
    }
    if (client.onTyping) {
        client.onTyping(conversation, active);
    }
}

void Client::Parts::tellConnection()
{
    if (client.onConnection) {
        client.onConnection(mailboxes.connection());
    }
}

crypto::Result<void, Problem> Client::Parts::ready() const
{
    if (context.hasFailed()) {
        return refusal(ProblemKind::Io);
    }
    if (!own.exists()) {
        return refusal(ProblemKind::NoAccount);
    }
    return {};
}

crypto::Result<Person*, Problem> Client::Parts::personOf(RowId contact)
{
    SOTTO_CHECK(ready());
    Person* const person = people.find(contact);
    if (person == nullptr || person->row.standing == storage::ContactStanding::Gone) {
        return refusal(ProblemKind::NoSuchContact);
    }
    return person;
}

crypto::Result<void, Problem> Client::Parts::checkText(std::string_view text) const
{
    SOTTO_CHECK(ready());
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
        return refusal(ProblemKind::EmptyText);
    }
    if (text.size() > kTextBytesMax) {
        return refusal(ProblemKind::TextTooLong);
    }
    if (!QUtf8StringView(text.data(), static_cast<qsizetype>(text.size())).isValidUtf8()) {
        return refusal(ProblemKind::NotText);
    }
    if (holdsPhrase(text)) {
        return refusal(ProblemKind::HoldsPhrase);
    }
    return {};
}

void Client::Parts::removeSessions(Work& work, const Person& person)
{
    if (person.log) {
        for (const crypto::DeviceRecord& device : person.log->state().devices) {
            sessions.forget(work, {person.account(), device.id});
        }
    }
}

Client::Client(storage::Database database, Environment& environment)
    : m_parts(std::make_unique<Parts>(*this, std::move(database), environment))
{
    m_parts->context.guard([this] { m_parts->load(); });
}

Client::~Client()
{
    stop();
}

bool Client::hasAccount() const
{
    return m_parts->own.exists();
}

crypto::Result<void, Problem> Client::createAccount(const NewAccount& account)
{
    if (hasAccount()) {
        return refusal(ProblemKind::AccountExists);
    }
    SOTTO_TRY(name, checkName(account.name, account.picture));
    SOTTO_CHECK(m_parts->change([&](Work& work) -> crypto::Result<void, Problem> {
        const auto recovery = crypto::SigningKey::generate(m_parts->context.environment.random);
        m_parts->own.create(work, name, account.picture, recovery);
        m_parts->sessions.create(work);
        m_parts->mailboxes.moveTo(work, fieldOf(account.relay.format().view()));
        m_parts->objects.create(recovery);
        return {};
    }));
    m_parts->context.guard([this] {
        m_parts->objects.load();
        if (m_parts->started) {
            m_parts->begin();
        }
    });
    return {};
}

Account Client::account() const
{
    Account out;
    if (hasAccount()) {
        out.id = storage::AccountBytes(m_parts->own.id().bytes);
        out.name = m_parts->own.name();
        const auto picture = viewOf(m_parts->own.picture());
        out.picture.assign(picture.begin(), picture.end());
        if (const auto address = crypto::RelayAddress::parse(m_parts->mailboxes.relay())) {
            out.relay = address->host;
            if (address->port != crypto::kDefaultRelayPort) {
                out.relay += ":" + std::to_string(address->port);
            }
        }
    }
    return out;
}

crypto::Result<void, Problem> Client::setProfile(std::string_view name, crypto::ByteView picture)
{
    SOTTO_CHECK(m_parts->ready());
    SOTTO_TRY(clean, checkName(name, picture));
    return m_parts->change([&](Work& work) -> crypto::Result<void, Problem> {
        m_parts->own.setProfile(work, clean, picture);
        m_parts->outbox.introduceAll(work);
        work.afterwards([this] { m_parts->outbox.kickAll(); });
        return {};
    });
}

crypto::Result<void, Problem> Client::moveToRelay(const crypto::RelayAddress& relay)
{
    SOTTO_CHECK(m_parts->ready());
    return m_parts->change([&](Work& work) -> crypto::Result<void, Problem> {
        m_parts->mailboxes.moveTo(work, fieldOf(relay.format().view()));
        m_parts->afterMove(work);
        return {};
    });
}

void Client::start()
{
    m_parts->started = true;
    if (hasAccount()) {
        m_parts->context.guard([this] { m_parts->begin(); });
    }
}

void Client::stop()
{
    m_parts->started = false;
    m_parts->hourly.stop();
    m_parts->objects.stop();
    m_parts->outbox.stop();
    m_parts->invitations.stop();
    m_parts->mailboxes.stop();
}

void Client::retryNow()
{
    m_parts->context.guard([this] {
        m_parts->mailboxes.retryNow();
        m_parts->outbox.retryNow();
        m_parts->objects.retryNow();
    });
}

Connection Client::connection() const
{
    return m_parts->mailboxes.connection();
}

bool Client::isIdle() const
{
    const Connection now = connection();
    const bool settled = now.state == ConnectionState::Online
                             ? m_parts->mailboxes.isServing() && now.backlog == 0
                             : now.state != ConnectionState::Connecting;
    return settled && m_parts->outbox.isIdle() && m_parts->invitations.isIdle() &&
           m_parts->inbox.isIdle() && m_parts->objects.isIdle();
}

std::string Client::setting(std::string_view name) const
{
    std::string out(settings::defaultOf(name));
    m_parts->context.guard([&] {
        if (auto stored = m_parts->context.stores.settings.find(name)) {
            out = std::move(*stored);
        }
    });
    return out;
}

void Client::setSetting(std::string_view name, std::string_view value)
{
    (void)m_parts->change([&](Work& work) -> crypto::Result<void, Problem> {
        work.stores().settings.put(name, value);
        work.changes.settings = true;
        if (name.starts_with("proxy.")) {
            work.afterwards([this] { m_parts->reconnectSoon(); });
        }
        return {};
    });
}

WordsState Client::wordsState() const
{
    TwelveWords* const words = m_parts->objects.words();
    return words != nullptr ? words->state() : WordsState::None;
}

void Client::showWords(Done<crypto::SecretBytes> done)
{
    if (const auto ready = m_parts->ready(); !ready) {
        done(crypto::Unexpected(ready.error()));
        return;
    }
    m_parts->context.guard([&] { m_parts->objects.words()->show(std::move(done)); });
}

void Client::confirmWords()
{
    m_parts->context.guard([&] {
        if (TwelveWords* const words = m_parts->objects.words()) {
            words->confirm();
        }
    });
}

void Client::Parts::reconnectSoon()
{
    // Kind, host and port come one by one.
    if (std::exchange(reconnectIsDue, true)) {
        return;
    }
    context.later(0, [this] {
        reconnectIsDue = false;
        places.readSettings();
        if (started) {
            // What stands goes the old way: none of it may stay.
            client.stop();
            client.start();
        }
    });
}

storage::Database& Client::database()
{
    return m_parts->context.database;
}

} // namespace sotto::core
