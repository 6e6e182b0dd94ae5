#pragma once

#include "app/core/account/relay_places.h"
#include "app/core/delivery/session_book.h"
#include "net/client/owner_connection.h"

#include <deque>

namespace sotto::core {

/// This device's mailboxes: the one that contacts are told of, and those before it that are still
/// being emptied. Keeps a connection to each, hands out what arrives, and keeps what the relay
/// holds for senders (tokens, prekey bundle) as it should be.
class OwnMailboxes
{
public:
    OwnMailboxes(Context& context, RelayPlaces& places, OwnAccount& own, SessionBook& sessions);
    ~OwnMailboxes();

    struct Arrival
    {
        crypto::MailboxId mailbox;
        std::uint64_t number = 0;
        crypto::Bytes envelope;
    };
    /// In each mailbox by rising number.
    std::function<void(Arrival)> onArrival;
    std::function<void()> onState;
    /// The active mailbox takes posts now: its tokens and prekeys are at the relay.
    std::function<void()> onServing;
    enum class OldMailbox : std::uint8_t
    {
        Empty,     ///< what is in it, or on its way there, still arrives
        EmptyAnew, ///< the same, and its numbers come again
        Forget
    };
    /// The active mailbox's relay was set back: its numbers come again, or it does not know the
    /// mailbox (any more), so a new one is needed.
    std::function<void(OldMailbox)> onRelayLost;

    void load();
    /// A new active mailbox at a relay.
    void moveTo(Work& work, std::string_view relayText, OldMailbox old = OldMailbox::Empty);
    [[nodiscard]] bool hasAny() const { return m_state.mailboxes_size() > 0; }
    [[nodiscard]] const wire::Mailboxes& state() const { return m_state; }
    [[nodiscard]] const std::string& relay() const { return m_state.mailboxes(0).relay(); }

    void start();
    void stop();
    void retryNow();

    /// What was stored of a mailbox, in the transaction that stored it; then say so to the relay.
    void recordStored(Work& work, const crypto::MailboxId& mailbox, std::uint64_t number);
    void acknowledge(const crypto::MailboxId& mailbox, std::uint64_t number);
    /// Gives the relay the tokens that are good now; @p more are those of invites.
    void publishTokens(std::vector<crypto::DeliveryToken> more);
    /// Deletes all of them at their relays, with all that is in them and the prekeys, as far as the
    /// relays answer within a few seconds. Behind start().
    void abandon(std::function<void()> done);
    [[nodiscard]] bool isServing() const;

    [[nodiscard]] Connection connection() const;

private:
    class Box;

    void store(Work& work);
    void hook(Box& box);
    void upkeep(Box& box);
    void upkeepLater(Box& box, int delayMs);
    void forgetPrekeys(const Box& box);
    void putPrekeys(Box& box, bool fresh);
    void open(int index);
    [[nodiscard]] Box* find(const crypto::MailboxId& id);
    void sendTokens(Box& box);
    void onConnectionState(Box& box, client::LinkState state, const client::ConnectionError* error);
    [[nodiscard]] bool isForgotten(const Box& box) const;
    /// The active mailbox is lost: onRelayLost(), soon.
    void replaceSoon(OldMailbox before);

    Context& m_context;
    RelayPlaces& m_places;
    OwnAccount& m_own;
    SessionBook& m_sessions;
    wire::Mailboxes m_state;
    std::vector<std::unique_ptr<Box>> m_boxes;
    std::vector<crypto::DeliveryToken> m_inviteTokens;
    bool m_started = false;
    bool m_isReplacing = false;
    bool m_isAbandoned = false; ///< none is made in the place of what is gone
};

} // namespace sotto::core
