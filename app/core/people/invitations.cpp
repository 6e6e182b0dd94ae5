#include "app/core/people/invitations.h"

#include "app/core/base/wire_bytes.h"
#include "net/wire/token_hash.h"

namespace sotto::core {

using storage::ContactStanding;

namespace {

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

crypto::ObjectId objectOf(const crypto::InviteSecret& secret)
{
    return crypto::ObjectId(crypto::inviteId(secret).bytes);
}

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

ProblemKind kindOf(crypto::InviteError error)
{
    switch (error) {
    case crypto::InviteError::BadLifetime:
        return ProblemKind::InviteEnded;
    case crypto::InviteError::TooLong:
    case crypto::InviteError::Malformed:
    case crypto::InviteError::DoesNotOpen:
        return ProblemKind::InviteForeign;
    }
    return ProblemKind::InviteForeign;
}

} // namespace

Problem problemOf(const client::ConnectionError& error)
{
    using client::ErrorKind;
    Problem out{ProblemKind::RelayUnreachable, error.technical};
    switch (error.kind) {
    case ErrorKind::WrongRelayKey:
        out.kind = ProblemKind::RelayWrong;
        break;
    case ErrorKind::Refused:
    case ErrorKind::Dismissed:
    case ErrorKind::HandshakeRefused:
    case ErrorKind::WrongAccessKey:
    case ErrorKind::ClientTooOld:
    case ErrorKind::RelayTooOld:
    case ErrorKind::ProtocolBroken:
        out.kind = ProblemKind::RelayRefused;
        break;
    default:
        break;
    }
    return out;
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
    auto sealed =
        crypto::sealInvite(link.secret, body, m_context.now(), m_context.environment.random);
    if (!sealed) {
        return crypto::Unexpected(Problem{kindOf(sealed.error())});
    }
    return std::move(sealed).value();
}

void Invitations::publish(const storage::Invite& invite)
{
    const wire::InviteState state = stateOf(invite);
    const auto link = linkOf(state);
    auto place = m_places.find(state.relay());
    if (!link || !place || !m_publishing.insert(invite.id).second) {
        return;
    }
    const auto sealed = seal(invite, *link);
    if (!sealed) {
        settle(invite.id, &sealed.error());
        m_publishing.erase(invite.id);
        return;
    }
    const crypto::ObjectId object = objectOf(link->secret);
    const auto token = fixedOf<sotto::wire::OwnerToken>(state.delete_token());
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
            outcome.error().code == sotto::wire::CONFLICT) {
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

void Invitations::open(std::string_view text, Done<RowId> done)
{
    auto link = crypto::InviteLink::parse(text);
    if (!link) {
        const bool isAddress = link.error() == crypto::AddressError::IsNoInvite;
        done(crypto::Unexpected(
            Problem{isAddress ? ProblemKind::LinkIsAddress : ProblemKind::LinkBroken}));
        return;
    }
    auto place = m_places.find(fieldOf(link->relay.format().view()));
    if (!place) {
        done(crypto::Unexpected(Problem{ProblemKind::LinkBroken}));
        return;
    }
    const auto shared = std::make_shared<crypto::InviteLink>(std::move(link).value());
    run([&](std::function<void()> finished) {
        return client::readInvite(
            *place, objectOf(shared->secret), [this, shared, done, finished](auto outcome) {
                finished();
                m_context.guard([&] { onRead(*shared, std::move(outcome), done); });
            });
    });
}

void Invitations::onRead(const crypto::InviteLink& link, client::Outcome<crypto::Bytes> outcome,
                         const Done<RowId>& done)
{
    if (!outcome) {
        const bool gone = outcome.error().kind == client::ErrorKind::Refused &&
                          outcome.error().code == sotto::wire::NOT_PERMITTED;
        done(crypto::Unexpected(gone ? Problem{ProblemKind::InviteUsed}
                                     : problemOf(outcome.error())));
        return;
    }
    const auto body = crypto::openInvite(link.secret, outcome.value(), m_context.now());
    if (!body) {
        done(crypto::Unexpected(Problem{kindOf(body.error())}));
        return;
    }
    done(ask(body.value()));
}

crypto::Result<RowId, Problem> Invitations::ask(const crypto::InviteBody& body)
{
    const crypto::LogReference& reference = body.contact.log;
    auto log = reference.prefix ? crypto::Result<crypto::DeviceLog, crypto::LogError>(
                                      crypto::Unexpected(crypto::LogError{}))
                                : crypto::DeviceLog::parse(reference.tail);
    if (!log) {
        return crypto::Unexpected(Problem{ProblemKind::InviteForeign});
    }
    if (log->account() == m_own.id()) {
        return crypto::Unexpected(Problem{ProblemKind::InviteOwn});
    }
    Person* person = m_people.find(log->account());
    if (person != nullptr && person->row.standing != ContactStanding::Gone) {
        return judge(*person);
    }
    if (person != nullptr && person->log) {
        crypto::DeviceLog known = *person->log;
        if (!known.extend(crypto::ByteView(reference.tail))) {
            return crypto::Unexpected(Problem{ProblemKind::InviteForeign});
        }
    }
    Work work(m_context);
    if (person == nullptr) {
        person = &m_people.add(work, log->account(), ContactStanding::Asked);
    }
    person->row.standing = ContactStanding::Asked;
    person->row.added = m_context.nowMs();
    (void)m_people.takeLog(work, *person, reference);
    person->state.set_contact_point(fieldOf(serialize(body.contact).view()));
    person->mailboxes =
        std::move(parseContactPoint(viewOf(person->state.contact_point())).value().mailboxes);
    person->state.set_token(fieldOf(body.token.view()));
    person->state.set_invite_token(fieldOf(body.token.view()));
    person->state.set_introduction(0);
    m_people.store(work, *person);
    const RowId conversation = m_people.conversationOf(work, *person);
    queueRequest(work, *person);
    work.afterwards([this, id = person->row.id] { m_outbox.kick(id); });
    work.commit();
    return conversation;
}

/// Somebody who is known already: perhaps they asked us in the meantime.
crypto::Result<RowId, Problem> Invitations::judge(const Person& known)
{
    switch (known.row.standing) {
    case ContactStanding::Blocked:
        return crypto::Unexpected(Problem{ProblemKind::PersonBlocked});
    case ContactStanding::Asking: {
        Work work(m_context);
        Person& person = *m_people.find(known.row.id);
        m_incoming.befriend(work, person);
        m_incoming.flushReceipts(work);
        const RowId conversation = m_people.conversationOf(work, person);
        work.commit();
        return conversation;
    }
    default:
        return crypto::Unexpected(Problem{ProblemKind::AlreadyContact});
    }
}

void Invitations::queueRequest(Work& work, Person& person)
{
    wire::Content content = m_outbox.content(true);
    content.mutable_request()->set_invite_token(person.state.invite_token());
    *content.mutable_request()->mutable_introduction() =
        m_people.introductionFor(person, m_mailboxes.state());
    m_outbox.add(work, person, content);
    person.state.set_introduction_queued(m_own.introduction());
    m_people.store(work, person);
}

} // namespace sotto::core
