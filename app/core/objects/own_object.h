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

/// One card or recovery record that this device writes: brings its key list and its newest version
/// to the relay, by compare-and-set (PROTOCOL.md section 4).
///
/// What is to be said is on the disk before it is sent, as the bytes that are sent, and they are
/// sent again until the relay's answer is known: so a lost answer is recognised, and the device
/// never signs two versions of one number of which both may be about. The relay is asked only while
/// there is something to say, or while watch() wants it.
class OwnObject : public QObject
{
public:
    /// Stores a new object under @p row. In the running transaction; nothing is sent.
    static void begin(ObjectContext& context, std::string_view row, NewObject object);
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

    /// Goes on with what is not at the relay yet. It may be another relay than the last time: then
    /// the list goes there as it is, and versions count from 1.
    void start();
    void stop();
    void retryNow();
    /// Stays connected for the sake of events.
    void watch(bool watched);

    /// Replaces what waits, unless it says the same as the newest content. In the running
    /// transaction, or one of its own.
    void publish(WantedVersion content);
    /// Adds a change of the list, made by its root for list(). The same.
    void addChange(crypto::ByteView change);

    [[nodiscard]] const crypto::ObjectId& id() const { return m_state.list.object(); }
    [[nodiscard]] const crypto::KeyList& list() const { return m_state.list; }
    /// The root that its creation named: by it a reader knows the list for ever.
    [[nodiscard]] const crypto::SigningPublicKey& firstRoot() const { return m_state.firstRoot; }
    /// The newest version that the relay surely has. Number 0: none.
    [[nodiscard]] const crypto::SeenVersion& published() const { return m_state.newest; }
    /// Of the content that was given last, unless the relay has to be told anew.
    [[nodiscard]] std::optional<crypto::Hash> newestDigest() const;
    /// Nothing waits, and there is a version.
    [[nodiscard]] bool isSettled() const;

private:
    void atOnceOrLater(std::uint32_t delayMs = 0);
    void pump();
    void sendUpdate();
    void sendCreation(sotto::wire::UpdateObject update);
    [[nodiscard]] client::ObjectConnection& connection();
    void rest();
    void onAnswer(const client::Outcome<void>& outcome);
    void onFailure(const client::ConnectionError& error);
    void onEventOf(const sotto::wire::ObjectEvent& event);
    void settle();
    void goOn();
    void compare();
    void compare(const sotto::wire::ObjectState& found, std::size_t from);
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
    std::unique_ptr<client::EapiKeeper> m_keeper;
    std::unique_ptr<client::PersistentLink> m_creation; ///< nobody can log in before
    std::unique_ptr<client::ObjectConnection> m_connection;
    client::ReconnectBackoff m_backoff;
    QTimer m_next;
};

} // namespace sotto::core
