#pragma once

#include "app/core/account/account_objects.h"
#include "app/core/delivery/incoming.h"
#include "app/core/vault/stored_things.h"

#include <set>

namespace sotto::core {

/// This device and the others of its account: says how it is reached, makes them peers of sessions
/// and of contacts, and hands the shared key on. PROTOCOL.md 15.6.
class OwnDevices
{
public:
    /// What it is built on; all of it outlives it.
    struct Ground
    {
        Context& context;
        OwnAccount& own;
        People& people;
        StoredThings& things;
        SessionBook& sessions;
        OwnMailboxes& mailboxes;
        Outbox& outbox;
        Incoming& incoming;
        AccountObjects& objects;
    };
    explicit OwnDevices(Ground ground);

    /// How this account's devices are reached has changed: tokens or mailboxes are to be told anew.
    std::function<void()> onTokens;
    /// Something that devices() of Client says may have changed.
    std::function<void()> onChanged;
    /// In the transaction that extended the log.
    std::function<void(Work&)> onLog;
    /// Whenever what is known of the devices was read again: within a transaction.
    std::function<void(Work&)> onRefresh;
    /// What waited for that device was dropped, in the transaction, for the sake of a newer key.
    std::function<void(Work&, const crypto::DeviceId&)> onDropped;

    /// Behind AccountObjects::load().
    void load();
    void start();
    void stop();
    /// Another device is still to get a shared key that perhaps nobody else has.
    [[nodiscard]] bool isKeyUnsent() const;
    /// What this device has changed was written into the vault.
    void noticeDay();
    /// The account, its objects or what the vault says of devices may have changed.
    void refreshSoon();
    /// A new shared key, now or as soon as it can be. In a transaction.
    void rotate(Work& work);
    /// Tokens and slot keys that nobody knows who was of the account. In a transaction; contacts
    /// are to be told.
    void renewSecrets(Work& work);
    /// A day may have begun.
    void expire(Work& work);
    /// The relay of an own device refused our token: it may know another one.
    void tokenRefused(const crypto::DeviceId& device);
    /// The delivery token that the relay takes from us for that device, as far as is known.
    [[nodiscard]] std::string tokenFor(const crypto::DeviceId& device) const;
    [[nodiscard]] wire::DevicesState& state() { return m_state; }
    void store(Work& work);

private:
    void loadState();
    void refresh();
    void keepOwnReach(Work& work);
    void keepOthers(Work& work);
    void keepSelf(Work& work);
    void keepToken();
    void noticeLog(Work& work, bool isOurs);
    void forgetReturned();
    void noticeEnd(Work& work, Person& self, const crypto::DeviceId& device, bool isOurs);
    void takeKey(const crypto::SharedKey& key, bool isOurs);
    void takeOwnKey(Work& work, const crypto::DeviceId& device,
                    std::optional<crypto::SharedKey> key);
    void takeOwnLog(Work& work, const crypto::LogReference& log);
    void sendKey(Work& work, const crypto::DeviceId& device);
    void askForKey(crypto::Epoch epoch);
    /// A shared key for that device, or the question for one, that has not left yet.
    [[nodiscard]] bool isUnsent(const Person& self, const crypto::DeviceId& device,
                                bool isQuestion) const;
    void answerAsked(Work& work);
    void rotateInTurn();
    void rotateIfDue();
    void rotated(const crypto::Result<void, Problem>& outcome);
    [[nodiscard]] bool isRotationDue() const;
    [[nodiscard]] std::vector<crypto::DeviceId> others() const;
    [[nodiscard]] int placeAmongActive() const;
    [[nodiscard]] std::uint32_t today() const;
    void setState(const std::function<void()>& change);

    Ground m_ground;
    wire::DevicesState m_state;
    std::set<crypto::DeviceId> m_asked; ///< who asked for the key, while it must not be given
    std::map<crypto::DeviceId, std::size_t> m_tokenTries; ///< how many were refused, one by one
    crypto::Epoch m_askedFor = 0; ///< of the shared key that was asked for last
    int m_needed = 0;             ///< so often since then
    int m_asksAgainAt = 0;        ///< when that was so often
    bool m_started = false;
    bool m_refreshIsDue = false;
    bool m_rotating = false;
    bool m_wrote = false;     ///< on a day that has no key of its own yet
    bool m_isOurTurn = false; ///< nobody else has made the key that is due
    std::uint64_t m_rotationTurn = 0;
};

} // namespace sotto::core
