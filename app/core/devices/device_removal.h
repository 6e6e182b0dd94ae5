#pragma once

#include "app/core/devices/own_devices.h"
#include "crypto/log/slow_change.h"

namespace sotto::core {

/// As in client.h.
template <class T> using Done = std::function<void(crypto::Result<T, Problem>)>;

/// Throwing a device out, and leaving. What the person wants is on the disk until the log says it
/// or forbids it. PROTOCOL.md sections 3 and 15.6.
class DeviceRemoval
{
public:
    /// What it is built on; all of it outlives it.
    struct Ground
    {
        Context& context;
        OwnAccount& own;
        StoredAccount& things;
        AccountObjects& objects;
        OwnDevices& devices;
        /// All of the vault was read: what it does not say nobody has said.
        std::function<bool()> isVaultRead;
    };
    explicit DeviceRemoval(Ground ground);

    /// The log says that this device is none of the account any more: told once, from the event
    /// loop.
    std::function<void()> onGone;
    /// How often it is looked, kClaimsLooks times, whether devices have said which keys are theirs.
    int claimsLookMs = 60 * 1000;
    static constexpr int kClaimsLooks = 10;

    void load();
    void start();
    void stop();
    /// By this device alone: suspended at once, and its removal proposed. Done once the former is
    /// in force. NoSuchDevice, NotSenior, WordsNeeded (they lifted a suspension before).
    void remove(const crypto::DeviceId& device, Done<void> done);
    /// This device leaves. Done once the log says so. WordsNeeded: it is the last one, and without
    /// words there is no way back.
    void leave(Done<void> done);
    /// Strikes the list keys that a suspended device names, for good, and sweeps the lists (without
    /// one: sweeps them). True once the relay knows the former, as far as this device can: ask
    /// again.
    [[nodiscard]] bool strikeKeys(const std::optional<crypto::DeviceId>& device);
    [[nodiscard]] bool isGone() const;
    /// A new device that waits for approval is used a day after it was seen first.
    [[nodiscard]] bool hasWaited(const crypto::DeviceRecord& device) const
    {
        return m_sightings.hasWaited(device, m_ground.context.now());
    }
    /// All words that came into force slowly were seen coming for so long here.
    [[nodiscard]] bool haveWordsWaited() const;

private:
    void pursue(const crypto::DeviceId& device, Done<void> done);
    void pursued(const crypto::DeviceId& device, bool wasActive, bool isDecided,
                 const crypto::Result<void, Problem>& outcome, const Done<void>& done);
    void leaveNow(Done<void> done);
    void leaveOnceSent(Done<void> done, int looks);
    void onLog(Work& work);
    void strike(Work& work);
    [[nodiscard]] bool isEnded(const crypto::DeviceRecord& device) const;
    [[nodiscard]] bool isSweepDue() const;
    [[nodiscard]] std::optional<AccountObjects::KeyChoice> unclaimed();
    void waitForClaims();
    [[nodiscard]] std::set<crypto::SigningPublicKey>
    namedBy(const std::optional<wire::VaultDevice>& said) const;
    void change(const std::function<void(wire::DevicesState&)>& change);
    void answerLater(const Done<void>& done, crypto::Result<void, Problem> outcome);

    Ground m_ground;
    crypto::Sightings m_sightings; ///< of the own log
    std::set<crypto::DeviceId> m_pursued;
    bool m_leaving = false;
    bool m_started = false;
    bool m_toldGone = false;
    bool m_isWaiting = false; ///< for devices to say which keys are theirs
    int m_looks = 0;          ///< for that, while the vault was read
    std::uint64_t m_run = 0;
    bool m_looksAgain = false;
};

} // namespace sotto::core
