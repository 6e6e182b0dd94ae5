#pragma once

#include "crypto/base/timestamp.h"
#include "crypto/base/writer.h"
#include "crypto/primitives/mlkem768.h"
#include "crypto/ratchet/kem_fragment.h"

#include <memory>

namespace sotto::crypto {

/// An ML-KEM-768 step begins after so many messages (sent and received) or so much time since the
/// last one, whichever comes first, as in Apple's PQ3.
inline constexpr std::uint32_t kKemStepMessages = 50;
inline constexpr Duration kKemStepInterval = Duration::hours(24);

/// The post-quantum side of the ratchet (PROTOCOL.md section 7.5). Step e (from 1) is led by its
/// *generator*: the initiator of the handshake for odd e, the responder for even e. It sends a
/// public key in fragments until a fragment of the ciphertext shows that the key arrived; the
/// *encapsulator* sends the ciphertext in fragments until a header of epoch e shows the same. The
/// generator mixes the shared secret at its next sending DH step.
class KemRatchet
{
public:
    KemRatchet(bool handshakeInitiator, Timestamp now)
        : m_initiator(handshakeInitiator)
        , m_lastStep(now)
    {}

    /// The number of steps that are mixed in already.
    [[nodiscard]] std::uint16_t epoch() const { return m_epoch; }
    void countMessage()
    {
        if (m_messages < UINT32_MAX) {
            ++m_messages;
        }
    }

    /// Begins a step that is due, or answers a public key that is complete.
    void prepareToSend(Timestamp now, Random& random);
    /// Writes the next fragment to the start of @p area, as many cells as fit, and returns its
    /// size; 0 if there is nothing to send or no room for a cell.
    [[nodiscard]] std::size_t writeFragment(MutableByteView area);
    /// Takes in an authenticated fragment; one that fits no step in progress is ignored.
    void receive(const KemFragment& fragment);

    /// Generator: true once the whole ciphertext is here.
    [[nodiscard]] bool canMixWhenSending() const;
    /// Encapsulator: true while the answer to a step is on its way.
    [[nodiscard]] bool canMixWhenReceiving() const { return m_shared != nullptr; }
    /// The secret of the step in progress; one of the two above must be true.
    [[nodiscard]] MlKem768SharedSecret sharedSecret() const;
    /// The step is mixed in: forgets its keys.
    void completeStep(Timestamp now);

    void write(SecretWriter& out) const;
    [[nodiscard]] static KemRatchet read(Reader& in, bool handshakeInitiator);

private:
    [[nodiscard]] bool isGenerator() const { return ((m_epoch + 1U) % 2 == 1) == m_initiator; }
    [[nodiscard]] bool isDue(Timestamp now) const;

    bool m_initiator;
    std::uint16_t m_epoch = 0;
    std::uint32_t m_messages = 0; ///< since the last step
    Timestamp m_lastStep;
    std::uint16_t m_nextOffset = 0;

    std::unique_ptr<MlKem768SecretKey> m_secretKey; ///< generator, while a step is in progress
    std::unique_ptr<KemAssembly> m_incoming;        ///< the other side's half, as far as it is here
    std::unique_ptr<MlKem768Ciphertext> m_ciphertext; ///< encapsulator, once it has answered
    std::unique_ptr<MlKem768SharedSecret> m_shared;   ///< encapsulator, once it has answered
};

} // namespace sotto::crypto
