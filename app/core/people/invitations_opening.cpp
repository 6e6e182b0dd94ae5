// Invitations: those of others.
#include "app/core/base/relay_problem.h"
#include "app/core/base/wire_bytes.h"
#include "app/core/people/invitations.h"

namespace sotto::core {

using storage::ContactStanding;

namespace {

/// What an invite says of who made it; another program may have written anything there.
std::string nameIn(crypto::ByteView app)
{
    wire::InviteApp out;
    return out.ParseFromArray(app.data(), static_cast<int>(app.size())) ? cleanName(out.name())
                                                                        : std::string();
}

} // namespace

void Invitations::look(std::string_view text, Done<InviteSender> done)
{
    m_seen.reset();
    auto link = std::make_shared<crypto::SecretBytes>(crypto::asBytes(text));
    read(text, [this, link, done = std::move(done)](BodyResult body) {
        if (!body) {
            done(crypto::Unexpected(body.error()));
            return;
        }
        if (const auto account = sender(*body); !account) {
            done(crypto::Unexpected(account.error()));
            return;
        }
        InviteSender out{nameIn(body->app.view())};
        m_seen.emplace(std::move(*link), std::move(*body));
        done(std::move(out));
    });
}

void Invitations::open(std::string_view text, Done<RowId> done)
{
    const auto judge = [this, done = std::move(done)](const BodyResult& body) {
        if (!body) {
            done(crypto::Unexpected(body.error()));
        } else if (m_context.now() < body->expiry) {
            done(ask(*body));
        } else {
            done(crypto::Unexpected(Problem{ProblemKind::InviteEnded}));
        }
    };
    if (m_seen && std::ranges::equal(m_seen->first.view(), crypto::asBytes(text))) {
        const BodyResult body = std::move(m_seen->second);
        m_seen.reset();
        judge(body);
    } else {
        read(text, judge);
    }
}

void Invitations::read(std::string_view text, const BodyDone& done)
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
        return client::readInvite(*place, objectOf(shared->secret),
                                  [this, shared, done, finished](auto outcome) {
                                      finished();
                                      m_context.guard([&] { done(bodyOf(*shared, outcome)); });
                                  });
    });
}

Invitations::BodyResult Invitations::bodyOf(const crypto::InviteLink& link,
                                            const client::Outcome<crypto::Bytes>& outcome) const
{
    if (!outcome) {
        const bool gone = outcome.error().kind == client::ErrorKind::Refused &&
                          outcome.error().code == sotto::wire::NOT_PERMITTED;
        return crypto::Unexpected(gone ? Problem{ProblemKind::InviteUsed}
                                       : problemOf(outcome.error()));
    }
    auto body = crypto::openInvite(link.secret, outcome.value(), m_context.now());
    if (!body) {
        return crypto::Unexpected(problemOf(body.error()));
    }
    return std::move(body).value();
}

crypto::Result<crypto::AccountId, Problem> Invitations::sender(const crypto::InviteBody& body)
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
    const Person* person = m_people.find(log->account());
    if (person == nullptr) {
        return log->account();
    }
    switch (person->row.standing) {
    case ContactStanding::Blocked:
        return crypto::Unexpected(Problem{ProblemKind::PersonBlocked});
    case ContactStanding::Contact:
    case ContactStanding::Asked:
        return crypto::Unexpected(Problem{ProblemKind::AlreadyContact});
    case ContactStanding::Asking:
        return log->account();
    case ContactStanding::Gone:
    case ContactStanding::Self: // InviteOwn was said before
        break;
    }
    if (person->log) {
        crypto::DeviceLog known = *person->log;
        if (!known.extend(crypto::ByteView(reference.tail))) {
            return crypto::Unexpected(Problem{ProblemKind::InviteForeign});
        }
    }
    return log->account();
}

crypto::Result<RowId, Problem> Invitations::ask(const crypto::InviteBody& body)
{
    SOTTO_TRY(account, sender(body));
    Person* person = m_people.find(account);
    if (person != nullptr && person->row.standing == ContactStanding::Asking) {
        return answer(*person);
    }
    const crypto::LogReference& reference = body.contact.log;
    Work work(m_context);
    if (person == nullptr) {
        person = &m_people.add(work, account, ContactStanding::Asked);
    }
    person->row.standing = ContactStanding::Asked;
    if (person->row.name.empty()) {
        // Until their Introduction comes.
        person->row.name = nameIn(body.app.view());
    }
    person->row.added = m_context.nowMs();
    person->state.set_met_ms(
        std::max(static_cast<std::uint64_t>(m_context.nowMs()), person->state.met_ms() + 1));
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

RowId Invitations::answer(Person& person)
{
    Work work(m_context);
    m_incoming.befriend(work, person);
    m_incoming.flushReceipts(work);
    const RowId conversation = m_people.conversationOf(work, person);
    work.commit();
    return conversation;
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
