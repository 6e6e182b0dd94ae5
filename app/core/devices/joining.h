#pragma once

#include "app/core/devices/found_account.h"
#include "app/core/devices/linking.pb.h"
#include "crypto/vault/vault_writer.h"

namespace sotto::core {

/// What a device that is joining an account keeps and sends: its keys, its entry in the log, its
/// place in the three lists, and the recovery record's version that decides. Asks no relay.
class Joining
{
public:
    /// Which of the three lists.
    enum class Part : std::uint8_t
    {
        Vault,
        Card,
        Record
    };

    /// A new device's keys. Kept over as many rounds as it takes.
    static Joining begin(crypto::Random& random, std::string deviceName);
    /// What resume() finds. Nothing if it does not parse.
    [[nodiscard]] static std::optional<Joining> parse(crypto::ByteView stored);
    [[nodiscard]] crypto::SecretBytes serialize() const;

    struct Found
    {
        const FoundRecord& record;
        const FoundList* vault = nullptr; ///< null: the relay has none yet
        const FoundCard& card;
        const crypto::DeviceLog& log;
    };
    /// The vault's list alone: who is in it can read what the card does not say yet.
    void enterVault(const crypto::RecoveryKeys& keys, const FoundList& vault);
    /// Everything that is to be sent, made anew. TooManyDevices, AccountForked.
    [[nodiscard]] crypto::Result<void, Problem> make(const crypto::RecoveryKeys& keys,
                                                     const Found& found, crypto::Timestamp now,
                                                     crypto::Random& random);
    /// The same for one list that another device was first to change. The record goes with make().
    void appendTo(Part part, const crypto::RecoveryKeys& keys, const FoundList& found,
                  crypto::Timestamp now, crypto::Random& random);

    /// The list is at the relay with this device's key: as it was found there.
    void take(Part part, const std::vector<crypto::Bytes>& changes);
    void settle(Part part);
    /// False once nothing of the list is to be sent any more.
    [[nodiscard]] bool isDue(Part part) const;
    [[nodiscard]] sotto::wire::UpdateObject updateOf(Part part) const;
    [[nodiscard]] crypto::KeyList listOf(Part part) const;
    [[nodiscard]] crypto::SigningKey keyOf(Part part) const;
    /// Whether the changes hold this device's key.
    [[nodiscard]] bool isIn(Part part, const std::vector<crypto::Bytes>& changes) const;
    [[nodiscard]] std::vector<sotto::wire::Record> records() const;
    [[nodiscard]] const wire::LinkingState& state() const { return m_state; }

private:
    Joining() = default;
    [[nodiscard]] wire::JoinedObject& objectOf(Part part);
    [[nodiscard]] const wire::JoinedObject& objectOf(Part part) const;
    void append(Part part, const crypto::SigningKey& root, std::vector<crypto::Bytes> changes);
    void writeEntry(crypto::Timestamp now, crypto::Random& random);
    void writeRecord(const crypto::RecoveryKeys& keys, const FoundRecord& record,
                     crypto::Random& random);

    wire::LinkingState m_state;
};

} // namespace sotto::core
