#include "app/core/export/erasure.h"

#include "app/core/account/stored_eapi.h"
#include "app/core/base/relay_problem.h"
#include "app/core/base/wire_bytes.h"
#include "net/client/object_connection.h"
#include "net/client/owner_connection.h"

#include <limits>

namespace sotto::core {

namespace {

constexpr std::string_view kRow = "leaving";

std::shared_ptr<const crypto::SigningKey> keyOf(const wire::LeavingTarget& target)
{
    const auto seed = fixedOf<crypto::SigningSeed>(target.secret());
    return seed ? std::make_shared<const crypto::SigningKey>(*seed) : nullptr;
}

} // namespace

struct Erasure::Asking
{
    std::unique_ptr<StoredEapi> keeper;
    std::unique_ptr<client::OwnerConnection> mailbox;
    std::unique_ptr<client::ObjectConnection> object;
    client::RunningRequest invite;
};

Erasure::Erasure(Context& context, RelayPlaces& places)
    : m_context(context)
    , m_places(places)
    , m_backoff(context.environment.connections.backoff)
{}

Erasure::~Erasure() = default;

bool Erasure::isBegun(Context& context)
{
    return context.stores.state.find(kRow).has_value();
}

void Erasure::begin(Work& work, const wire::LeavingState& state)
{
    work.stores().state.put(kRow, serialized(state).view());
}

wire::LeavingState Erasure::load()
{
    wire::LeavingState out;
    const auto stored = m_context.stores.state.find(kRow);
    if (stored && !out.ParseFromArray(stored->data(), static_cast<int>(stored->size()))) {
        throw storage::StorageFailure(storage::FailureKind::Damaged, "the state of leaving");
    }
    return out;
}

void Erasure::store(Work& work, const wire::LeavingState& state)
{
    work.stores().state.put(kRow, serialized(state).view());
}

bool Erasure::isTelling()
{
    return load().telling();
}

void Erasure::endTelling()
{
    wire::LeavingState state = load();
    state.set_telling(false);
    Work work(m_context);
    store(work, state);
    work.commit();
}

void Erasure::start()
{
    m_started = true;
    later(0);
}

void Erasure::stop()
{
    m_started = false;
    ++m_turn;
    m_asking.reset();
}

void Erasure::retryNow()
{
    if (m_started) {
        m_backoff.reset();
        later(0);
    }
}

void Erasure::later(int delayMs)
{
    m_context.later(delayMs, [this, turn = ++m_turn] {
        if (turn == m_turn && m_started) {
            next();
        }
    });
}

void Erasure::next()
{
    const wire::LeavingState state = load();
    m_asking = std::make_unique<Asking>();
    if (state.targets().empty()) {
        m_started = false;
        m_asking.reset();
        setTrouble(std::nullopt);
        return onEnd ? onEnd() : void();
    }
    const wire::LeavingTarget& target = state.targets(0);
    auto place = m_places.find(target.relay());
    if (!place || target.id().size() != crypto::ObjectId::kSize) {
        return settle(); // nobody can be asked
    }
    switch (static_cast<crypto::ObjectKind>(target.kind())) {
    case crypto::ObjectKind::Mailbox:
        return askForMailbox(target, std::move(*place));
    case crypto::ObjectKind::Invite:
        return askForInvite(target, *place);
    default:
        return askForObject(target, std::move(*place));
    }
}

void Erasure::askForMailbox(const wire::LeavingTarget& target, client::RelayPlace place)
{
    const auto id = fixedOf<crypto::MailboxId>(target.id());
    const auto key = keyOf(target);
    if (!key) {
        return settle();
    }
    m_asking->keeper = std::make_unique<StoredEapi>(m_context, id->view());
    m_asking->mailbox = std::make_unique<client::OwnerConnection>(
        std::move(place), client::OwnerConnection::Mailbox{*id, key}, *m_asking->keeper);
    m_asking->mailbox->onState = [this](client::LinkState state,
                                        const client::ConnectionError* error) {
        if (state == client::LinkState::Waiting && error != nullptr) {
            setTrouble(problemOf(*error));
        }
    };
    m_asking->mailbox->deleteMailbox(
        [this](const client::Outcome<void>& outcome) { onAnswer(outcome); });
    m_asking->mailbox->start();
}

void Erasure::askForObject(const wire::LeavingTarget& target, client::RelayPlace place)
{
    const auto id = fixedOf<crypto::ObjectId>(target.id());
    auto key = keyOf(target);
    if (!key) {
        return settle();
    }
    const crypto::Login login{static_cast<crypto::ObjectKind>(target.kind()), *id,
                              target.key_index()};
    m_asking->keeper = std::make_unique<StoredEapi>(m_context, id->view());
    m_asking->object = std::make_unique<client::ObjectConnection>(
        std::move(place), client::Owner{.login = login, .key = std::move(key)},
        std::numeric_limits<std::uint64_t>::max(), *m_asking->keeper);
    m_asking->object->onState = [this](client::LinkState state,
                                       const client::ConnectionError* error) {
        if (state == client::LinkState::Waiting && error != nullptr) {
            setTrouble(problemOf(*error));
        }
    };
    m_asking->object->remove([this](const client::Outcome<void>& outcome) { onAnswer(outcome); });
    m_asking->object->start();
}

void Erasure::askForInvite(const wire::LeavingTarget& target, const client::RelayPlace& place)
{
    const auto token = fixedOf<sotto::wire::OwnerToken>(target.secret());
    if (!token) {
        return settle();
    }
    m_asking->invite =
        client::deleteInvite(place, *fixedOf<crypto::ObjectId>(target.id()), *token,
                             [this](const client::Outcome<void>& outcome) { onAnswer(outcome); });
}

void Erasure::onAnswer(const client::Outcome<void>& outcome)
{
    m_context.guard([&] {
        // Not there, or not ours any more: nobody can tell the two apart, and both are as wanted.
        const bool isGone = !outcome && outcome.error().kind == client::ErrorKind::Refused &&
                            outcome.error().code == sotto::wire::NOT_PERMITTED;
        if (outcome || isGone) {
            return settle();
        }
        if (outcome.error().kind == client::ErrorKind::Cancelled || !m_started) {
            return;
        }
        setTrouble(problemOf(outcome.error()));
        later(static_cast<int>(m_backoff.nextDelayMs(m_context.environment.random, 0)));
    });
}

void Erasure::settle()
{
    m_backoff.reset();
    setTrouble(std::nullopt);
    wire::LeavingState state = load();
    if (!state.targets().empty()) {
        state.mutable_targets()->DeleteSubrange(0, 1);
        Work work(m_context);
        store(work, state);
        work.commit();
    }
    later(0); // from here the connection that calls this may not be destroyed
}

void Erasure::setTrouble(std::optional<Problem> trouble)
{
    const bool isNews = trouble.has_value() != m_trouble.has_value() ||
                        (trouble && trouble->kind != m_trouble->kind);
    m_trouble = std::move(trouble);
    if (isNews && onTrouble) {
        onTrouble();
    }
}

} // namespace sotto::core
