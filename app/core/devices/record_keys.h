#pragma once

#include "app/core/delivery/incoming.h"
#include "app/core/vault/stored_account.h"

namespace sotto::core {

/// Keys in the list of the recovery record of new words: made where the words are, and handed to
/// each other device by its own session, so that nobody else has them. PROTOCOL.md 15.8.
class RecordKeys
{
public:
    struct Ground
    {
        Context& context;
        OwnAccount& own;
        People& people;
        StoredAccount& things;
        Outbox& outbox;
        Incoming& incoming;
    };
    explicit RecordKeys(Ground ground);

    /// A key has come: within the transaction.
    std::function<void(Work&)> onTaken;

    void load();
    /// For that device, until it names it as its own.
    void give(Work& work, const crypto::DeviceId& device, const crypto::SigningKey& key);
    /// What waited for that device was dropped.
    void repeat(Work& work, const crypto::DeviceId& device);
    /// Forgets what has arrived, and what is for nobody any more.
    void refresh(Work& work);
    /// The one with this public key, if it is here.
    [[nodiscard]] std::optional<crypto::SigningKey> find(const crypto::SigningPublicKey& key) const;
    /// The record is written with it.
    void spend(Work& work, const crypto::SigningPublicKey& key);

private:
    void take(Work& work, const crypto::DeviceId& from, const std::string& seed);
    void send(Work& work, const wire::RecordKeysState::Key& key);
    void store(Work& work);

    Ground m_ground;
    wire::RecordKeysState m_state;
};

} // namespace sotto::core
