#include "app/core/people/invitations.h"

#include "app/core/base/relay_problem.h"
#include "app/core/base/wire_bytes.h"
#include "app/core/export/leaving.pb.h"
#include "net/wire/token_hash.h"

namespace sotto::core {

using storage::ContactStanding;

namespace {

/// The name with its field's tag and length.
static_assert(kNameBytesMax + 3 <= crypto::kInviteAppBytesMax);
/// Whoever waits for an invite hears after so long that the relay does not answer; it is published
/// later all the same.
constexpr int kPublishPatienceMs = 15 * 1000;
constexpr storage::Milliseconds kLifetimeMaxMs = std::int64_t{30} * 24 * 3600 * 1000 - 60'000;
constexpr storage::Milliseconds kLifetimeMinMs = 1000;
/// Tokens of invites that a mailbox takes beside those of the cohorts; a limit of AcceptedTokens.
constexpr std::size_t kInviteTokensMax = crypto::kDeliveryTokensMax - crypto::kTokenCohorts;
/// Invites that wait at once.
constexpr std::size_t kOpenInvitesMax = 500;
/// Who may use one link at most.
constexpr std::uint32_t kUsesMax = 1000;

std::optional<crypto::InviteLink> linkOf(const wire::InviteState& state)
{
    auto link = crypto::InviteLink::parse(state.link());
    return link ? std::optional(std::move(link).value()) : std::nullopt;
}

wire::InviteState stateOf(const storage::Invite& invite)
{
    wire::InviteState out;
    if (!out.ParseFromArray(invite.state.data(), static_cast<int>(invite.state.size()))) {
        throw storage::StorageFailure(storage::FailureKind::Damaged, "an invite does not parse");
    }
    return out;
}

OpenInvite openInviteOf(const storage::Invite& invite)
{
    return {invite.id, stateOf(invite).link(), invite.expires, invite.usesLeft, invite.published};
}

} // namespace

crypto::ObjectId objectOf(const crypto::InviteSecret& secret)
{
    return crypto::ObjectId(crypto::inviteId(secret).bytes);
}

Problem problemOf(crypto::InviteError error)
{
    switch (error) {
    case crypto::InviteError::BadLifetime:
        return {ProblemKind::InviteEnded};
    case crypto::InviteError::TooLong:
    case crypto::InviteError::Malformed:
    case crypto::InviteError::DoesNotOpen:
        return {ProblemKind::InviteForeign};
    }
    return {ProblemKind::InviteForeign};
}

Invitations::Invitations(Context& context, RelayPlaces& places, OwnAccount& own,
                         OwnMailboxes& mailboxes, People& people, Outbox& outbox,
                         Incoming& incoming)
    : m_context(context)
    , m_places(places)
    , m_own(own)
    , m_mailboxes(mailboxes)
    , m_people(people)
    , m_outbox(outbox)
    , m_incoming(incoming)
{}

Invitations::~Invitations() = default;

void Invitations::run(
    const std::function<client::RunningRequest(std::function<void()> finished)>& begin)
{
    const Ticket ticket = ++m_lastTicket;
    // It calls us, so it is destroyed by the next turn of the event loop.
    m_running[ticket] =
        begin([this, ticket] { m_context.later(0, [this, ticket] { m_running.erase(ticket); }); });
}

void Invitations::publishTokens()
{
    {
        Work work(m_context);
        if (work.stores().invites.removeExpired(m_context.nowMs()) > 0) {
            work.changes.invites = true;
        }
        work.commit();
    }
    // Everybody who came by one link holds the same token.
    std::set<storage::InviteTokenBytes> known;
    for (const storage::Invite& invite : m_context.stores.invites.all()) {
        known.insert(invite.token);
    }
    for (const auto& [id, person] : m_people.all()) {
        if (const auto token = fixedOf<storage::InviteTokenBytes>(person.state.granted_token())) {
            known.insert(*token);
        }
    }
    std::vector<crypto::DeliveryToken> tokens;
    for (const storage::InviteTokenBytes& token : known) {
        if (tokens.size() < kInviteTokensMax) {
            tokens.emplace_back(token.view());
        }
    }
    m_mailboxes.publishTokens(std::move(tokens));
}

void Invitations::publishAll()
{
    m_replaced.clear();
    for (const storage::Invite& invite : m_context.stores.invites.all()) {
        if (!invite.published && invite.expires > m_context.nowMs()) {
            publish(invite);
        }
    }
}

void Invitations::stop()
{
    m_running.clear();
    m_publishing.clear();
    m_replaced.clear();
    m_waiting.clear();
}

void Invitations::create(const InviteTerms& terms, Done<OpenInvite> done)
{
    auto relay = crypto::RelayAddress::parse(m_mailboxes.relay());
    if (!relay) {
        done(crypto::Unexpected(Problem{ProblemKind::AddressBroken}));
        return;
    }
    if (m_context.stores.invites.all().size() >= kOpenInvitesMax) {
        done(crypto::Unexpected(Problem{ProblemKind::TooManyInvites}));
        return;
    }
    crypto::Random& random = m_context.environment.random;
    const crypto::InviteLink link{std::move(relay).value(), random.make<crypto::InviteSecret>()};
    wire::InviteState state;
    state.set_link(fieldOf(link.format().view()));
    state.set_delete_token(fieldOf(random.make<sotto::wire::OwnerToken>().view()));
    state.set_relay(m_mailboxes.relay());
    storage::Invite invite;
    invite.token = random.make<storage::InviteTokenBytes>();
    invite.expires =
        m_context.nowMs() + std::clamp(terms.lifetimeMs, kLifetimeMinMs, kLifetimeMaxMs);
    invite.usesLeft = std::clamp(terms.uses, 1U, kUsesMax);
    invite.state = serialized(state);
    {
        Work work(m_context);
        invite.id = work.stores().invites.add(invite);
        work.changes.invites = true;
        work.commit();
    }
    m_waiting[invite.id] = std::move(done);
    publishTokens(); // and then the invite: onServing calls publishAll()
    m_context.later(kPublishPatienceMs, [this, id = invite.id] {
        const Problem problem{ProblemKind::RelayUnreachable};
        settle(id, &problem);
    });
}

void Invitations::settle(RowId invite, const Problem* problem)
{
    const auto at = m_waiting.find(invite);
    if (at == m_waiting.end()) {
        return;
    }
    const Done<OpenInvite> done = std::move(at->second);
    m_waiting.erase(at);
    const auto stored = m_context.stores.invites.find(invite);
    if (problem != nullptr || !stored) {
        done(crypto::Unexpected(problem != nullptr ? *problem : Problem{ProblemKind::InviteUsed}));
    } else {
        done(openInviteOf(*stored));
    }
}

crypto::Result<crypto::Bytes, Problem> Invitations::seal(const storage::Invite& invite,
                                                         const crypto::InviteLink& link) const
{
    crypto::InviteBody body;
    body.expiry = {static_cast<std::uint64_t>(invite.expires) / 1000};
    body.token = crypto::InviteToken(invite.token.view());
    body.contact = ownContactPoint(m_own, m_mailboxes.state());
    wire::InviteApp app;
    app.set_name(m_own.name());
    body.app = serialized(app);
    auto sealed =
        crypto::sealInvite(link.secret, body, m_context.now(), m_context.environment.random);
    if (!sealed) {
        return crypto::Unexpected(problemOf(sealed.error()));
    }
    return std::move(sealed).value();
}

void Invitations::publish(const storage::Invite& invite)
{
    const wire::InviteState state = stateOf(invite);
    const auto link = linkOf(state);
    auto place = m_places.find(state.relay());
    const auto token = fixedOf<sotto::wire::OwnerToken>(state.delete_token());
    if (!link || !place || !token || !m_publishing.insert(invite.id).second) {
        return;
    }
    const auto sealed = seal(invite, *link);
    if (!sealed) {
        settle(invite.id, &sealed.error());
        m_publishing.erase(invite.id);
        return;
    }
    const crypto::ObjectId object = objectOf(link->secret);
    const crypto::Timestamp expires{static_cast<std::uint64_t>(invite.expires) / 1000};
    run([&](std::function<void()> finished) {
        return client::putInvite(
            *place, object, sealed.value(), expires, sotto::wire::hashOwnerToken(object, *token),
            [this, id = invite.id, names = m_mailboxes.state().mailboxes(0).id(),
             finished](client::Outcome<void> outcome) {
                finished();
                m_context.guard([&] { onPublished(id, names, std::move(outcome)); });
            });
    });
}

void Invitations::onPublished(RowId id, const std::string& mailbox, client::Outcome<void> outcome)
{
    m_publishing.erase(id);
    const auto invite = m_context.stores.invites.find(id);
    if (!outcome) {
        if (invite && outcome.error().kind == client::ErrorKind::Refused &&
            outcome.error().code == sotto::wire::CONFLICT && m_replaced.insert(id).second) {
            // Ours, from before: it names an older mailbox, or its answer was lost.
            replace(*invite);
            return;
        }
        const Problem problem = problemOf(outcome.error());
        settle(id, &problem);
        return;
    }
    if (mailbox != m_mailboxes.state().mailboxes(0).id()) {
        // The account moved while this was on its way.
        publishAll();
        return;
    }
    Work work(m_context);
    work.stores().invites.markPublished(id);
    work.changes.invites = true;
    work.commit();
    settle(id, nullptr);
}

void Invitations::replace(const storage::Invite& invite)
{
    const bool isAsked = remove(invite, [this, id = invite.id](client::Outcome<void> outcome) {
        m_publishing.erase(id);
        const bool isGone = outcome || (outcome.error().kind == client::ErrorKind::Refused &&
                                        outcome.error().code == sotto::wire::NOT_PERMITTED);
        const auto still = m_context.stores.invites.find(id);
        if (isGone && still) {
            publish(*still);
        }
    });
    if (isAsked) {
        m_publishing.insert(invite.id);
    }
}

void Invitations::renew(Work& work)
{
    if (work.stores().invites.markAllUnpublished() > 0) {
        work.changes.invites = true;
    }
}

std::vector<OpenInvite> Invitations::all() const
{
    std::vector<OpenInvite> out;
    for (const storage::Invite& invite : m_context.stores.invites.all()) {
        if (invite.expires > m_context.nowMs()) {
            out.push_back(openInviteOf(invite));
        }
    }
    return out;
}

void Invitations::withdraw(RowId id, Done<void> done)
{
    const auto invite = m_context.stores.invites.find(id);
    if (!invite) {
        done({});
        return;
    }
    {
        Work work(m_context);
        work.stores().invites.remove(id);
        work.changes.invites = true;
        work.commit();
    }
    // Whoever has the link already finds its token refused, whether or not the relay hears this.
    publishTokens();
    retire(*invite);
    done({});
}

void Invitations::listTargets(wire::LeavingState& state) const
{
    for (const storage::Invite& invite : m_context.stores.invites.all()) {
        const wire::InviteState known = stateOf(invite);
        if (const auto link = linkOf(known)) {
            wire::LeavingTarget& target = *state.add_targets();
            target.set_kind(static_cast<std::uint32_t>(crypto::ObjectKind::Invite));
            target.set_relay(known.relay());
            target.set_id(fieldOf(objectOf(link->secret).view()));
            target.set_secret(known.delete_token());
        }
    }
}

void Invitations::retire(const storage::Invite& invite)
{
    // If the relay does not hear it, the object stays until it expires, and opens nothing.
    (void)remove(invite, [](const client::Outcome<void>&) {});
}

bool Invitations::remove(const storage::Invite& invite, client::Done<void> done)
{
    const wire::InviteState state = stateOf(invite);
    const auto link = linkOf(state);
    const auto place = m_places.find(state.relay());
    const auto token = fixedOf<sotto::wire::OwnerToken>(state.delete_token());
    if (!link || !place || !token) {
        return false;
    }
    run([&](std::function<void()> finished) {
        return client::deleteInvite(
            *place, objectOf(link->secret), *token,
            [this, done = std::move(done), finished](client::Outcome<void> outcome) {
                finished();
                m_context.guard([&] { done(std::move(outcome)); });
            });
    });
    return true;
}

} // namespace sotto::core
