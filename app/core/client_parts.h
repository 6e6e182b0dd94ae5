#pragma once

#include "app/core/account/account_objects.h"
#include "app/core/client.h"
#include "app/core/delivery/inbox.h"
#include "app/core/devices/device_removal.h"
#include "app/core/devices/linking.h"
#include "app/core/devices/own_devices.h"
#include "app/core/devices/record_keys.h"
#include "app/core/devices/shut_out.h"
#include "app/core/devices/slow_commits.h"
#include "app/core/export/erasure.h"
#include "app/core/export/exporting.h"
#include "app/core/people/invitations.h"
#include "app/core/recovery/lost_words.h"
#include "app/core/vault/vault_sync.h"

#include <QTimer>

namespace sotto::core {

/// What a Client is made of. Each part takes those before it.
class Client::Parts
{
public:
    Parts(Client& client, storage::Database database, Environment& environment);

    Client& client;
    Context context;
    OwnAccount own;
    People people;
    StoredThings things; ///< what the own devices share
    SessionBook sessions;
    RelayPlaces places;
    OwnMailboxes mailboxes;
    Outbox outbox;
    Incoming incoming;
    Inbox inbox;
    Invitations invitations;
    AccountObjects objects;
    VaultSync vault;
    OwnDevices ownDevices;
    DeviceRemoval removal;
    RecordKeys recordKeys;
    Alarms alarms;
    ShutOut shutOut;
    PhraseCare phraseCare;
    SlowCommits slowCommits;
    LostWordsCare lostWords;
    Exporting exporting;
    std::shared_ptr<void> unlocking; ///< a backup whose key is being derived
    Erasure erasure;
    Done<void> onErased;
    bool isLeaving = false; ///< the account is being deleted
    client::RunningRequest obeying;
    int obeyAgainMs = 0;
    Linking linking;
    Done<void> onLinked;
    bool started = false;
    bool isDeparting = false;
    std::map<RowId, storage::Milliseconds> typingSaid; ///< when we last told a conversation
    std::map<RowId, std::uint64_t> typingNotices;      ///< of others; counts them
    QTimer hourly;
    bool reconnectIsDue = false;
    bool reviewIsDue = false;

    void load();
    /// Behind whatever made or loaded the account.
    void loadAccount();
    void begin();
    void hookVault();
    void hookRecordKeys();
    void startOutbox();
    void copied();
    // leaving: client_leaving.cpp
    void hookLeaving();
    [[nodiscard]] wire::LeavingState allTargets(const ObjectRoots& roots);
    wire::LeavingTarget& addObject(wire::LeavingState& state, const OwnObject& object) const;
    void addMailboxes(wire::LeavingState& state) const;
    void addFormer(wire::LeavingState& state, const ObjectRoots& roots);
    [[nodiscard]] bool canBeTold(const Person& person) const;
    [[nodiscard]] std::vector<crypto::DeviceId> devicesToTell(const Person& person) const;
    void leave(bool tellContacts, PhraseCare::Keys keys, Done<void> done);
    void tell(bool contacts, const ObjectRoots& roots);
    void waitUntilTold(int polls);
    void erase();
    void erased();
    void takeFarewell(Work& work, const crypto::DeviceId& device, const wire::Farewell& farewell);
    /// What another own device has ordered, signed by the card's root.
    [[nodiscard]] std::optional<wire::LeavingState> order();
    [[nodiscard]] bool isOfTheWords(const crypto::KeyList& card);
    void obey();
    void linked(crypto::Result<void, Problem> outcome);
    /// The account's log says that this device is none of its devices any more.
    void depart();
    void tellConnection();
    /// Nobody who was of the account can post to it, or read its card, with what he knew.
    void renewSecrets(Work& work);
    /// Devices of contacts that have waited long enough.
    void reviewPeople(Work& work);
    /// Log or vault may have what is to be judged, or brought to its end, here.
    void reviewSoon();
    /// New words that another own device has made.
    void takeMoves();
    [[nodiscard]] crypto::Result<void, Problem> settle(const Alarm& alarm);
    [[nodiscard]] bool isActive(const std::optional<crypto::DeviceId>& device) const;
    void wasMe(const Alarm& alarm, Done<void> done);
    void wasNotMe(const Alarm& alarm, Done<void> done);
    /// The active mailbox is another one: everybody is told.
    void afterMove(Work& work);
    void reconnectSoon();
    void tellTyping(RowId conversation, bool active);
    /// Loaded, and the database works.
    [[nodiscard]] crypto::Result<void, Problem> ready() const;
    /// Runs @p call in a transaction; a database that fails is Internal to the caller, and onFailed
    /// says more.
    template <class Call> [[nodiscard]] crypto::Result<void, Problem> change(Call&& call)
    {
        crypto::Result<void, Problem> result;
        const bool worked = context.guard([&] {
            Work work(context);
            result = call(work);
            if (result) {
                work.commit();
            }
        });
        return worked ? std::move(result)
                      : crypto::Unexpected(Problem{ProblemKind::Io, "the database failed"});
    }
    [[nodiscard]] crypto::Result<Person*, Problem> personOf(RowId contact);
    [[nodiscard]] crypto::Result<void, Problem> checkText(std::string_view text) const;
    /// A text as its receivers get it, also when it is sent again.
    [[nodiscard]] wire::Content contentOf(const storage::Message& text, const Person& person);
    void removeSessions(Work& work, const Person& person);
};

} // namespace sotto::core
