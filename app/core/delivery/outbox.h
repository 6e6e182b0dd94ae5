#pragma once

#include "app/core/account/own_mailboxes.h"
#include "net/client/anonymous_lookups.h"
#include "net/client/posting_connection.h"

#include <set>

namespace sotto::core {

/// Contents on their way: stored as plaintext first, encrypted when they are posted, kept until the
/// other device acknowledges them. One posting connection for each recipient and relay.
class Outbox
{
public:
    Outbox(Context& context, RelayPlaces& places, OwnAccount& own, OwnMailboxes& mailboxes,
           People& people, SessionBook& sessions);
    ~Outbox();

    /// A content for all devices of a person. With an id it is sent again until it is acknowledged.
    void add(Work& work, const Person& person, const wire::Content& content);
    /// A content for one device.
    void addFor(Work& work, const Person& person, const crypto::DeviceId& device,
                const wire::Content& content);
    /// The text of a message for all devices of a person; the message's state follows it. @p again:
    /// they may have it already.
    void bring(Work& work, const Person& person, const wire::Content& text, RowId message,
               bool again = false);
    /// A message that was given to bring() is another one now: as @p text it goes where it has not
    /// left yet, or nowhere if that is null. Devices that may have it get @p change, which replaces
    /// the changes before. False if there is no such device.
    bool change(Work& work, const Person& person, RowId message, const wire::Content* text,
                const wire::Content& change);
    /// A fresh Content: sent now, with the number of our Introduction; with an id if it is to be
    /// acknowledged.
    [[nodiscard]] wire::Content content(bool acknowledged) const;
    /// Queues our Introduction unless a person's devices have this one or it is on its way.
    void introduce(Work& work, Person& person);
    /// The same for everybody.
    void introduceAll(Work& work);
    /// A device asked for it. Not more often than once a minute.
    void introduceTo(Work& work, const Person& person, const crypto::DeviceId& device);
    /// A device named an Introduction that is not here.
    void askIntroduction(Work& work, const Person& person, const crypto::DeviceId& device,
                         std::uint32_t number);

    /// Sends what waits for a person, after so many milliseconds. Earlier kicks count.
    void kick(RowId contact, int delayMs = 0);
    void kickAll();
    /// Sends what waits after a random time: the moment of a receipt would say when a device was
    /// online.
    void kickReceipts(RowId contact);
    /// How to reach a person has changed: pauses after failures end.
    void tryNow(RowId contact);
    /// What a device says that it stored. Returns the messages that this concerns.
    [[nodiscard]] std::vector<RowId> acknowledge(Work& work, const Person& person,
                                                 const crypto::DeviceId& device,
                                                 const std::vector<storage::MessageUid>& uids);
    /// The device began a session anew: it may have lost all that it did not acknowledge.
    void repeatAll(Work& work, const Person& person, const crypto::DeviceId& device);
    /// A device wrote: if it has acknowledged nothing for long, it could not read what was sent,
    /// and gets a new session.
    void noticeLife(const Person& person, const crypto::DeviceId& device);
    /// Everything for a person goes, also what is on its way.
    void drop(Work& work, RowId contact);
    /// The same for one of their devices: their messages wait for the others alone.
    void dropDevice(Work& work, const Person& person, const crypto::DeviceId& device);

    void start();
    void stop();
    void retryNow();
    /// Nothing is under way, waits for a moment, or could be sent now.
    [[nodiscard]] bool isIdle() const;

    /// The relay of a person does not take our token any more.
    std::function<void(const Person& person, const crypto::DeviceId& device)> onTokenRefused;
    /// By what an own device lets itself be written to.
    std::function<std::string(const crypto::DeviceId& device)> ownTokenOf;

private:
    struct Lane;
    using LaneKey = storage::OutboxRecipient;

    [[nodiscard]] Lane& laneOf(RowId contact, const crypto::DeviceId& device);
    void pump(RowId contact, const crypto::DeviceId& device);
    [[nodiscard]] std::optional<crypto::DeliveryToken>
    tokenOf(const Person& person, const crypto::DeviceId& device) const;
    [[nodiscard]] bool mayStart(const Person& person) const;
    [[nodiscard]] bool maySendTo(const Person& person, const crypto::DeviceId& device) const;
    void sealAndPost(Person& person, Lane& lane, std::vector<storage::OutboxItem> items);
    [[nodiscard]] bool seal(Work& work, Person& person, Lane& lane, storage::OutboxItem& item);
    void post(Person& person, Lane& lane, std::vector<storage::OutboxItem> items);
    void onPosted(const LaneKey& key, std::uint64_t posting, const std::vector<RowId>& items,
                  const client::Outcome<std::vector<sotto::wire::Code>>& outcome);
    void fetchBundle(Person& person, Lane& lane, std::size_t mailboxIndex);
    void onBundle(const LaneKey& key, std::size_t mailboxIndex,
                  const client::Outcome<sotto::wire::Prekeys>& outcome);
    [[nodiscard]] bool begin(Person& person, Lane& lane, const crypto::VerifiedBundle& bundle,
                             std::optional<crypto::PrekeyId> oneTime);
    void queue(Work& work, const Person& person, storage::OutboxItem item,
               const wire::Content& content);
    void leaveOldRelays(const Person& person);
    /// What waits for a connection to a person is read anew from the database.
    void recall(RowId contact);
    /// Those that @p isOver says. What was on its way there is Sealed, and goes again as it is.
    void endConnections(RowId contact,
                        const std::function<bool(const std::string& relay,
                                                 const client::PostingConnection&)>& isOver);
    void pauseLane(Lane& lane, int delayMs);
    void retryLater(Lane& lane);
    /// Tries again later, and says so if our token is not good any more.
    void onFailure(Lane& lane, const client::ConnectionError& error);
    void raise(Work& work, RowId message, storage::MessageState state);
    [[nodiscard]] client::PostingConnection* connectionTo(const Person& person,
                                                          const crypto::ContactMailbox& mailbox);

    Context& m_context;
    RelayPlaces& m_places;
    OwnAccount& m_own;
    OwnMailboxes& m_mailboxes;
    People& m_people;
    SessionBook& m_sessions;
    std::map<LaneKey, std::unique_ptr<Lane>> m_lanes;
    std::map<std::pair<RowId, std::string>, std::unique_ptr<client::PostingConnection>>
        m_connections;
    std::set<RowId> m_kicked;
    std::size_t m_scheduled = 0;
    bool m_stopped = true;
};

} // namespace sotto::core
