#include "crypto/safety/safety_number.h"

#include "crypto/primitives/sha512.h"

namespace sotto::crypto {

namespace {

constexpr std::size_t kGroupDigits = 5;
constexpr std::size_t kGroupBytes = 5;
constexpr std::uint64_t kGroupValues = 100000;

} // namespace

std::string safetyDigitsOf(const AccountId& account)
{
    const std::array<std::uint8_t, 2> zeroAndVersion = {0, kSafetyNumberVersion};
    Sha512Digest digest =
        sha512({asBytes(labels::kSafetyNumber.text), zeroAndVersion, account.view()});
    for (unsigned round = 1; round < kSafetyNumberRounds; ++round) {
        digest = sha512({digest.view(), account.view()});
    }
    std::string out;
    out.reserve(kSafetyDigitsPerAccount);
    for (std::size_t group = 0; group < kSafetyDigitsPerAccount / kGroupDigits; ++group) {
        std::uint64_t number = 0;
        for (const std::uint8_t b : digest.view().subspan(group * kGroupBytes, kGroupBytes)) {
            number = (number << 8U) | b;
        }
        const std::string decimal = std::to_string(number % kGroupValues);
        out.append(kGroupDigits - decimal.size(), '0').append(decimal);
    }
    return out;
}

SafetyNumber SafetyNumber::of(const AccountId& own, const AccountId& their)
{
    const std::string ownDigits = safetyDigitsOf(own);
    const std::string theirDigits = safetyDigitsOf(their);
    // The lower first, so that both sides see the same.
    return SafetyNumber(ownDigits < theirDigits ? ownDigits + theirDigits
                                                : theirDigits + ownDigits);
}

std::string SafetyNumber::grouped() const
{
    std::string out;
    for (std::size_t at = 0; at < m_digits.size(); at += kGroupDigits) {
        out.append(at == 0 ? "" : " ").append(m_digits, at, kGroupDigits);
    }
    return out;
}

} // namespace sotto::crypto
