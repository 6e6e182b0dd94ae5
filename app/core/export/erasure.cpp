#include "app/core/export/erasure.h"

#include "app/core/account/stored_eapi.h"
#include "app/core/base/relay_problem.h"
#include "app/core/base/wire_bytes.h"
#include "net/client/anonymous_lookups.h"
#include "net/client/owner_connection.h"

#include <algorithm>

namespace sotto::core {

namespace {

constexpr std::string_view kRow = "leaving";
/// UpdateObject's detail: a change of what is not there (100, and NotCreation).
constexpr std::uint64_t kDetailGone = 101;
/// A relay from which the account has moved may be there no more.
constexpr int kFormerTries = 6;

bool isRefusal(const client::ConnectionError& error, sotto::wire::Code code)
{
    return error.kind == client::ErrorKind::Refused && error.code == code;
}

/// Card, recovery record or vault.
bool isListed(const wire::LeavingTarget& target)
{
    const auto kind = static_cast<crypto::ObjectKind>(target.kind());
    return kind != crypto::ObjectKind::Mailbox && kind != crypto::ObjectKind::Invite;
}

/// The list of an object as a relay shows it. Whoever it is signed by is found out by its root.
std::optional<crypto::KeyList> listOf(const sotto::wire::ObjectState& found)
{
    const auto changes = crypto::splitChanges(crypto::asBytes(found.list_changes()));
    if (!changes || changes->empty()) {
        return std::nullopt;
    }
    auto list = crypto::KeyList::create(changes->front());
    if (!list || !list->extend(std::span(*changes).subspan(1))) {
        return std::nullopt;
    }
    return std::move(*list);
}

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
    client::RunningRequest request;
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
    change([](wire::LeavingState& state) { state.set_telling(false); });
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

void Erasure::setRoots(std::shared_ptr<const ObjectRoots> roots)
{
    m_roots = std::move(roots);
}

void Erasure::change(const std::function<void(wire::LeavingState&)>& change)
{
    wire::LeavingState state = load();
    change(state);
    Work work(m_context);
    store(work, state);
    work.commit();
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
    const auto place = m_places.find(target.relay());
    if (!place || target.id().size() != crypto::ObjectId::kSize) {
        return settle(); // nobody can be asked
    }
    switch (static_cast<crypto::ObjectKind>(target.kind())) {
    case crypto::ObjectKind::Mailbox:
        return askForMailbox(target, *place);
    case crypto::ObjectKind::Invite:
        return askForInvite(target, *place);
    default:
        return target.deletion().empty() ? signAnew(target, *place) : askForObject(target, *place);
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

namespace {

client::RunningRequest sendDeletion(const client::RelayPlace& place,
                                    const wire::LeavingTarget& target, client::Done<void> done)
{
    const crypto::ByteView deletion = viewOf(target.deletion());
    sotto::wire::UpdateObject update;
    update.set_kind(target.kind());
    update.set_object(target.id());
    update.set_list_changes(fieldOf(crypto::serializeChanges(std::span(&deletion, 1))));
    return client::updateObject(place, std::move(update), std::move(done));
}

/// That it is not there is said by name: a login that is refused may have other reasons.
Erasure::Deleted deletedBy(const client::Outcome<void>& outcome)
{
    if (outcome || (isRefusal(outcome.error(), sotto::wire::INVALID) &&
                    outcome.error().detail == kDetailGone)) {
        return Erasure::Deleted::Yes;
    }
    return isRefusal(outcome.error(), sotto::wire::CONFLICT) ? Erasure::Deleted::Conflict
                                                             : Erasure::Deleted::Unknown;
}

} // namespace

client::RunningRequest Erasure::requestDeletion(const client::RelayPlace& place,
                                                const wire::LeavingTarget& target,
                                                std::function<void(Deleted)> done)
{
    return sendDeletion(place, target,
                        [done = std::move(done)](const client::Outcome<void>& outcome) {
                            done(deletedBy(outcome));
                        });
}

void Erasure::askForObject(const wire::LeavingTarget& target, const client::RelayPlace& place)
{
    m_asking->request = sendDeletion(
        place, target, [this](const client::Outcome<void>& outcome) { onObject(outcome); });
}

void Erasure::onObject(const client::Outcome<void>& outcome)
{
    m_context.guard([&] {
        switch (deletedBy(outcome)) {
        case Deleted::Yes:
            return settle();
        case Deleted::Conflict:
            change([](wire::LeavingState& state) { state.mutable_targets(0)->clear_deletion(); });
            return later(0);
        case Deleted::Unknown:
            return retryAfter(outcome.error());
        }
    });
}

void Erasure::signAnew(const wire::LeavingTarget& target, const client::RelayPlace& place)
{
    if (!m_roots && load().ordered()) {
        return settle(); // the device that ordered it signs another one
    }
    if (!m_roots) {
        // What goes without the words goes first.
        bool isDue = false;
        change([&](wire::LeavingState& state) {
            auto& targets = *state.mutable_targets();
            std::stable_partition(targets.pointer_begin(), targets.pointer_end(),
                                  [](const wire::LeavingTarget* one) {
                                      return !isListed(*one) || !one->deletion().empty();
                                  });
            isDue = !isListed(targets.Get(0)) || !targets.Get(0).deletion().empty();
        });
        return isDue ? later(0)
                     : setTrouble(Problem{ProblemKind::WordsNeeded, "a list was changed"});
    }
    const auto id = *fixedOf<crypto::ObjectId>(target.id());
    const auto take = [this](const client::Outcome<sotto::wire::ObjectState>& outcome) {
        m_context.guard([&] { onList(outcome); });
    };
    switch (static_cast<crypto::ObjectKind>(target.kind())) {
    case crypto::ObjectKind::Card:
        m_asking->request = client::readCard(place, id, 0, 0, take);
        return;
    case crypto::ObjectKind::Vault:
        m_asking->request = client::readVaultList(place, id, take);
        return;
    default:
        const auto key = m_roots->fetchKey(id);
        if (!key) {
            return settle(); // one of words before
        }
        m_asking->request = client::fetchRecovery(place, id, key, 0, take);
    }
}

void Erasure::onList(const client::Outcome<sotto::wire::ObjectState>& outcome)
{
    if (!outcome) {
        // Of these three that is said of what is not there, and of nothing else.
        return isRefusal(outcome.error(), sotto::wire::NOT_PERMITTED) ? settle()
                                                                      : retryAfter(outcome.error());
    }
    const auto list = listOf(*outcome);
    const auto deletion = list && m_roots ? m_roots->deletionOf(*list) : std::nullopt;
    if (!deletion) {
        return settle(); // it has another root, and is nobody's to delete who knows these words
    }
    change([&](wire::LeavingState& state) {
        state.mutable_targets(0)->set_deletion(fieldOf(*deletion));
    });
    later(0);
}

void Erasure::askForInvite(const wire::LeavingTarget& target, const client::RelayPlace& place)
{
    const auto token = fixedOf<sotto::wire::OwnerToken>(target.secret());
    if (!token) {
        return settle();
    }
    m_asking->request =
        client::deleteInvite(place, *fixedOf<crypto::ObjectId>(target.id()), *token,
                             [this](const client::Outcome<void>& outcome) { onAnswer(outcome); });
}

void Erasure::onAnswer(const client::Outcome<void>& outcome)
{
    m_context.guard([&] {
        // Nobody takes a mailbox's key or an invite's token away: it is not there.
        if (outcome || isRefusal(outcome.error(), sotto::wire::NOT_PERMITTED)) {
            return settle();
        }
        retryAfter(outcome.error());
    });
}

void Erasure::retryAfter(const client::ConnectionError& error)
{
    if (error.kind == client::ErrorKind::Cancelled || !m_started) {
        return;
    }
    const wire::LeavingState state = load();
    if (++m_tries >= kFormerTries && !state.targets().empty() && state.targets(0).former()) {
        return settle();
    }
    setTrouble(problemOf(error));
    later(static_cast<int>(m_backoff.nextDelayMs(m_context.environment.random, 0)));
}

void Erasure::settle()
{
    m_backoff.reset();
    m_tries = 0;
    setTrouble(std::nullopt);
    change([](wire::LeavingState& state) {
        if (!state.targets().empty()) {
            state.mutable_targets()->DeleteSubrange(0, 1);
        }
    });
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
