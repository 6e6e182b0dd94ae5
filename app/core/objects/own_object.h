#pragma once

#include "app/core/objects/object_context.h"
#include "app/core/objects/own_object_state.h"
#include "net/client/object_connection.h"
#include "net/client/reconnect_backoff.h"

#include <string>

namespace sotto::core {

/// Why an object of ours is not at the relay as we want it. It goes on trying by itself, but for
/// Foreign.
struct ObjectTrouble
{
    enum class Kind : std::uint8_t
    {
        Relay,      ///< it refuses, or breaks the protocol: see error
        RolledBack, ///< it shows an older version than it had; nothing is built on that
        Foreign,    ///< what it shows was not made by this account's devices, or our key was
                    ///< struck from the list
    };
    Kind kind = Kind::Relay;
    client::ConnectionError error = {};
};

/// A version that another device of the account wrote: its signature and its place in the list were
/// checked, nothing that it says of the account.
struct ForeignVersion
{
    crypto::ObjectHeader header;
    crypto::ByteView body;
    /// Of what we were about and was taken right before it, though its answer was lost.
    std::optional<crypto::Hash> follows;
};

/// What the owner of an object makes of a ForeignVersion.
enum class Verdict : std::uint8_t
{
    Same,     ///< it says what is to be said: settled
    Other,    ///< ours is to be said again (but see OwnObjectState::overruled)
    Withdraw, ///< nothing is said until the next publish() or countAs()
};

/// One card or recovery record that this device writes: brings its key list and its newest version
/// to the relay, by compare-and-set (PROTOCOL.md section 4).
///
/// What is to be said is on the disk before it is sent, as the bytes that are sent, and they are
/// sent again until the relay's answer is known: so a lost answer is recognised, and the device
/// never signs two versions of one number of which both may be about. The relay is asked only while
/// there is something to say, or while watch() wants it.
///
/// Other devices may write it too. Of what two say that do not agree, the one stands that was new
/// last; who was contradicted says it once more only against a device behind it in the list. So
/// they come to rest: n devices that want m contents between them make n * m versions at most.
class OwnObject : public QObject
{
public:
    /// Stores a new object under @p row. In the running transaction; nothing is sent.
    static void begin(ObjectContext& context, std::string_view row, NewObject object);
    /// The same for an object that is there. Its changes end with the one, made by the root, that
    /// appends the device's key; the relay has the first @p changesAtRelay of them.
    static void join(ObjectContext& context, std::string_view row, NewObject object,
                     std::size_t changesAtRelay);
    [[nodiscard]] static bool exists(ObjectContext& context, std::string_view row);

    /// Reads @p row, which exists. @p context outlives it.
    OwnObject(ObjectContext& context, std::string row);

    /// The relay has all that was to be said (again).
    std::function<void()> onSettled;
    /// The relay has the list, and no content that is known here: nothing was given yet, or it is
    /// another relay now, or lost it, or another device wrote last. Call publish().
    std::function<void()> onContentNeeded;
    /// Somebody fetched the record, changed the list, …: within the transaction that remembers it.
    /// Needs watch().
    std::function<void(const sotto::wire::ObjectEvent&)> onEvent;
    std::function<void(const ObjectTrouble&)> onTrouble;
    /// Another device wrote the newest version: within the transaction that remembers it. Without
    /// it all of them are Other.
    std::function<Verdict(const ForeignVersion&)> onForeign;
    /// The relay has the version of this digest: within the transaction that remembers it.
    std::function<void(const crypto::Hash&)> onTaken;
    /// Another device changed the list: within the transaction that remembers it.
    std::function<void()> onListChanged;

    /// Goes on with what is not at the relay yet. It may be another relay than the last time: then
    /// the list goes there as it is, and versions count from 1.
    void start();
    void stop();
    void retryNow();
    /// Stays connected for the sake of events, and follows what other devices write.
    void watch(bool watched);
    /// Reads what is there. Once it was, onForeign, or onSettled if there is nothing new.
    void look();
    /// The same of what somebody has read over a connection of their own, of the list from change
    /// number changesAtRelay() (of then) on.
    void takeRead(const sotto::wire::ObjectState& found, std::size_t from);

    /// Replaces what waits, unless it says the same as the newest content. In the running
    /// transaction, or one of its own.
    void publish(WantedVersion content);
    /// The newest version, another device's, says what this digest stands for. The same.
    void countAs(const crypto::Hash& digest);
    /// Nothing waits any more. What is in flight may be taken still.
    void withdraw();
    /// Adds a change of the list, made for list(). False, and nothing changed, if the list takes
    /// none: it is full, for who has its root can fill it. The same.
    bool addChange(crypto::ByteView change);
    /// Strikes keys: by the list's @p root, or those that stand behind this device's. The newest
    /// version counts for nothing any more, so that publish() makes another one. Forgotten if
    /// another device changes the list first. The same.
    void strike(std::span<const crypto::ListIndex> targets,
                const crypto::SigningKey* root = nullptr);
    /// Makes @p next the list's root in the place of @p former, over as many calls as it takes.
    /// True once the relay has it, or it cannot be: the root is neither.
    [[nodiscard]] bool handRootOver(const crypto::SigningKey& former,
                                    const crypto::SigningKey& next);
    // Where nobody has the root (PROTOCOL.md 4.1); each of them over as many calls as it takes.
    /// Proposes @p next as the root. True once the relay has that.
    [[nodiscard]] bool proposeRoot(const crypto::SigningKey& next);
    /// This device has proposed it, and the relay knows.
    [[nodiscard]] bool isProposed(const crypto::SigningPublicKey& next) const;
    /// The same, whether or not the relay knows.
    [[nodiscard]] bool isProposedHere(const crypto::SigningPublicKey& next) const;
    /// Nothing is said of a root that was not sent yet.
    void takeBackRoot();
    /// What is proposed does not come. Nothing if nothing is.
    void vetoRoot();
    /// Makes what this device has proposed the root. True once the relay has it.
    [[nodiscard]] bool commitRoot(const crypto::SigningKey& next);
    /// The relay has not taken the last change of this kind: it has to wait, or is none to it.
    [[nodiscard]] bool isRootRefused() const { return m_isRootRefused; }
    [[nodiscard]] crypto::ListIndex ownPlace() const;

    [[nodiscard]] const crypto::ObjectId& id() const { return m_state.list.object(); }
    [[nodiscard]] const crypto::KeyList& list() const { return m_state.list; }
    /// The same, as its changes.
    [[nodiscard]] const std::vector<crypto::Bytes>& changes() const { return m_state.changes; }
    [[nodiscard]] const crypto::SigningKey& deviceKey() const { return m_state.deviceKey; }
    /// The root that its creation named: by it a reader knows the list for ever.
    [[nodiscard]] const crypto::SigningPublicKey& firstRoot() const { return m_state.firstRoot; }
    /// The newest version that the relay surely has. Number 0: none.
    [[nodiscard]] const crypto::SeenVersion& published() const { return m_state.newest; }
    /// Of the content that was given last, unless the relay has to be told anew.
    [[nodiscard]] std::optional<crypto::Hash> newestDigest() const;
    /// All changes of the list are there, as far as is known.
    [[nodiscard]] bool hasListAtRelay() const
    {
        return m_state.changesAtRelay == m_state.changes.size();
    }
    [[nodiscard]] std::size_t changesAtRelay() const { return m_state.changesAtRelay; }
    /// Nothing waits, and there is a version.
    [[nodiscard]] bool isSettled() const;
    /// The relay can be asked now.
    [[nodiscard]] bool isOnline() const;
    /// The relay shows what was not made by this account's devices, or lets this one in no more:
    /// nothing is said to it until the next start().
    [[nodiscard]] bool hasGivenUp() const { return m_gaveUp; }
    /// What the relay has was read in this run, and it has all that was to be said; or both are not
    /// to be for now: it is away, or refuses, or nobody watches.
    [[nodiscard]] bool isIdle() const;

private:
    void atOnceOrLater(std::uint32_t delayMs = 0);
    void pump();
    void sendUpdate();
    void sendAnonymously(sotto::wire::UpdateObject update);
    [[nodiscard]] client::ObjectConnection& connection();
    void rest();
    void onAnswer(const client::Outcome<void>& outcome);
    void onFailure(const client::ConnectionError& error);
    void waitWithRoot(const client::ConnectionError& error);
    void onEventOf(const sotto::wire::ObjectEvent& event);
    void settle();
    void goOn();
    void compare();
    void compare(const sotto::wire::ObjectState& found, std::size_t from);
    [[nodiscard]] std::optional<FoundAtRelay> take(const sotto::wire::ObjectState& found,
                                                   std::size_t from);
    void judge(const sotto::wire::ObjectState& found, const FoundAtRelay::Foreign& foreign);
    void retryAfter(const client::ConnectionError& error);
    void giveUp();
    void tell(ObjectTrouble::Kind kind, const client::ConnectionError& error = {});
    void store();

    ObjectContext& m_context;
    std::string m_row;
    OwnObjectState m_state;
    bool m_started = false;
    bool m_watched = false;
    bool m_asking = false;    ///< an answer is awaited
    bool m_gaveUp = false;    ///< until the next start()
    bool m_begunAnew = false; ///< in this run: it does not help twice
    bool m_lookDue = false;
    bool m_hasLooked = true;          ///< since start()
    bool m_isDelayed = false;         ///< it did not work, and is tried again later
    bool m_isWithdrawn = false;       ///< by the last look
    bool m_isRootRefused = false;     ///< the relay has not taken what was said of a root lately
    std::uint64_t m_heardVersion = 0; ///< number of the newest one that an event named
    std::uint64_t m_heardChanges = 0; ///< how many there are, by an event
    std::unique_ptr<client::EapiKeeper> m_keeper;
    std::unique_ptr<client::PersistentLink> m_creation; ///< nobody can log in before
    std::unique_ptr<client::ObjectConnection> m_connection;
    client::ReconnectBackoff m_backoff;
    QTimer m_next;
};

} // namespace sotto::core
