#include "app/core/base/wire_bytes.h"
#include "app/core/client_parts.h"
#include "app/core/recovery/own_phrase.h"
#include "app/core/settings.h"

namespace sotto::core {

namespace {

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
        m_parts->loadAccount();
        if (m_parts->started) {
            m_parts->begin();
        }
    });
    return {};
}

void Client::link(LinkRequest request, Done<void> done)
{
    if (hasAccount()) {
        return done(refusal(ProblemKind::AccountExists));
    }
    const auto name = checkName(request.deviceName, {});
    if (!name) {
        return done(crypto::Unexpected(name.error()));
    }
    request.deviceName = *name;
    if (const auto before = std::exchange(m_parts->onLinked, std::move(done))) {
        before(refusal(ProblemKind::Cancelled));
    }
    m_parts->linking.start(std::move(request));
}

void Client::cancelLink()
{
    m_parts->linking.cancel();
}

bool Client::isJoining() const
{
    return m_parts->linking.isJoining();
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
    if (std::exchange(m_parts->started, true) && hasAccount()) {
        return;
    }
    if (hasAccount()) {
        m_parts->context.guard([this] { m_parts->begin(); });
    } else {
        m_parts->context.guard([this] { (void)m_parts->linking.resume(); });
    }
}

void Client::stop()
{
    m_parts->started = false;
    m_parts->linking.stop();
    m_parts->erasure.stop();
    m_parts->obeying.reset();
    m_parts->hourly.stop();
    m_parts->vault.stop();
    m_parts->removal.stop();
    m_parts->ownDevices.stop();
    m_parts->shutOut.stop();
    m_parts->alarms.stop();
    m_parts->phraseCare.stop();
    m_parts->slowCommits.stop();
    m_parts->lostWords.stop();
    m_parts->objects.stop();
    m_parts->outbox.stop();
    m_parts->invitations.stop();
    m_parts->mailboxes.stop();
}

void Client::retryNow()
{
    m_parts->context.guard([this] {
        m_parts->linking.retryNow();
        m_parts->erasure.retryNow();
        m_parts->mailboxes.retryNow();
        m_parts->outbox.retryNow();
        m_parts->objects.retryNow();
        m_parts->vault.retryNow();
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
           m_parts->inbox.isIdle() && m_parts->objects.isIdle() && m_parts->vault.isIdle() &&
           m_parts->alarms.isIdle() && m_parts->shutOut.isIdle() && !m_parts->linking.isRunning();
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
    if (holdsPhrase(value)) {
        return; // typed into the wrong field
    }
    (void)m_parts->change([&](Work& work) -> crypto::Result<void, Problem> {
        work.stores().settings.put(name, value);
        work.changes.settings = true;
        if (name.starts_with("proxy.")) {
            work.afterwards([this] { m_parts->reconnectSoon(); });
        }
        return {};
    });
}

VaultState Client::vaultState() const
{
    return m_parts->vault.state();
}

storage::Database& Client::database()
{
    return m_parts->context.database;
}

} // namespace sotto::core
