#pragma once

#include "app/core/client.h"
#include "app/core/delivery/incoming.h"
#include "crypto/channel/invite_link.h"
#include "crypto/vault/invite.h"

namespace sotto::core {

namespace wire {
class LeavingState;
}

/// Invites that this person made, and those of others that they open.
class Invitations
{
public:
    Invitations(Context& context, RelayPlaces& places, OwnAccount& own, OwnMailboxes& mailboxes,
                People& people, Outbox& outbox, Incoming& incoming);
    ~Invitations();

    /// Gives the relay the tokens of all open invites.
    void publishTokens();
    /// Brings to the relay what is not there yet. Called when the mailbox can be posted to.
    void publishAll();
    /// The account's mailbox is another one: what open invites say is not true any more. Their
    /// links name the relay they were made at, so that is where they are published anew.
    void renew(Work& work);
    void stop();

    void create(const InviteTerms& terms, Done<OpenInvite> done);
    [[nodiscard]] std::vector<OpenInvite> all() const;
    void withdraw(RowId invite, Done<void> done);
    /// What to ask of which relay, so that it forgets them all.
    void listTargets(wire::LeavingState& state) const;
    /// Tells the relay that an invite serves nobody any more.
    void retire(const storage::Invite& invite);
    void look(std::string_view link, Done<InviteSender> done);
    /// Does not read again what was looked at last.
    void open(std::string_view link, Done<RowId> done);
    [[nodiscard]] bool isIdle() const { return m_running.empty(); }

private:
    using Ticket = std::uint64_t;

    void publish(const storage::Invite& invite);
    /// @p mailbox is the one that the published object names.
    void onPublished(RowId invite, const std::string& mailbox, client::Outcome<void> outcome);
    /// Takes the object away, and publishes it as it is to be now.
    void replace(const storage::Invite& invite);
    /// Asks the relay to delete the object; false: nobody can be asked.
    bool remove(const storage::Invite& invite, client::Done<void> done);
    [[nodiscard]] crypto::Result<crypto::Bytes, Problem> seal(const storage::Invite& invite,
                                                              const crypto::InviteLink& link) const;
    using BodyResult = crypto::Result<crypto::InviteBody, Problem>;
    using BodyDone = std::function<void(BodyResult)>;
    void read(std::string_view text, const BodyDone& done);
    [[nodiscard]] BodyResult bodyOf(const crypto::InviteLink& link,
                                    const client::Outcome<crypto::Bytes>& outcome) const;
    /// Whose invite it is, unless nobody may be asked by it.
    [[nodiscard]] crypto::Result<crypto::AccountId, Problem> sender(const crypto::InviteBody& body);
    [[nodiscard]] crypto::Result<RowId, Problem> ask(const crypto::InviteBody& body);
    /// Somebody who asked us in the meantime.
    [[nodiscard]] RowId answer(Person& person);
    void queueRequest(Work& work, Person& person);
    void run(const std::function<client::RunningRequest(std::function<void()> finished)>& begin);
    void settle(RowId invite, const Problem* problem);

    Context& m_context;
    RelayPlaces& m_places;
    OwnAccount& m_own;
    OwnMailboxes& m_mailboxes;
    People& m_people;
    Outbox& m_outbox;
    Incoming& m_incoming;
    std::map<Ticket, client::RunningRequest> m_running;
    Ticket m_lastTicket = 0;
    std::set<RowId> m_publishing;
    /// Deleted once because something stood at their places: what stands there still is not ours.
    std::set<RowId> m_replaced;
    /// The invite that was looked at last: the person decides now.
    std::optional<std::pair<crypto::SecretBytes, crypto::InviteBody>> m_seen;
    std::map<RowId, Done<OpenInvite>> m_waiting; ///< who asked for an invite that is not published
};

/// Where the relay keeps an invite.
[[nodiscard]] crypto::ObjectId objectOf(const crypto::InviteSecret& secret);
[[nodiscard]] Problem problemOf(crypto::InviteError error);

} // namespace sotto::core
