#pragma once

#include "crypto/device/device_keys.h"

#include <string>

namespace sotto::crypto {

inline constexpr std::uint8_t kSafetyNumberVersion = 1;
/// As Signal's: 4 ms here, and 12 bits more work for whoever searches for a like account.
inline constexpr unsigned kSafetyNumberRounds = 5200;
inline constexpr std::size_t kSafetyDigitsPerAccount = 30;
inline constexpr std::size_t kSafetyDigits = 2 * kSafetyDigitsPerAccount;

/// What two people compare to know that nobody stands between them: 60 decimal digits, the same on
/// both sides (PROTOCOL.md section 10). Made from the identifiers of both accounts, which are
/// hashes of their logs' first entries and never change. Costs 10,400 SHA-512.
class SafetyNumber
{
public:
    [[nodiscard]] static SafetyNumber of(const AccountId& own, const AccountId& their);

    /// 60 digits in a row.
    [[nodiscard]] const std::string& digits() const { return m_digits; }
    /// 12 groups of five, with a space between them.
    [[nodiscard]] std::string grouped() const;

    bool operator==(const SafetyNumber&) const = default;

private:
    explicit SafetyNumber(std::string digits)
        : m_digits(std::move(digits))
    {}

    std::string m_digits;
};

/// The 30 digits that one account adds.
[[nodiscard]] std::string safetyDigitsOf(const AccountId& account);

} // namespace sotto::crypto
