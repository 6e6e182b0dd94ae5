#pragma once

#include "app/core/vault/vault.pb.h"

#include <random>

namespace sotto::test {

/// Contents that keep the rules, of few different values, so that fields meet often.
class RandomContents
{
public:
    explicit RandomContents(unsigned seed)
        : m_random(seed)
    {}

    /// All of one type speak of the same thing. @p body: a BodyCase but a snapshot's.
    [[nodiscard]] core::wire::VaultContent any(int body);
    [[nodiscard]] core::wire::VaultMessage message();
    /// Some 32 bytes.
    [[nodiscard]] std::string name();
    [[nodiscard]] unsigned below(unsigned limit)
    {
        return static_cast<unsigned>(m_random() % limit);
    }

private:
    template <class Register> void stamp(Register& written);
    [[nodiscard]] std::string text();
    [[nodiscard]] core::wire::VaultContact contact();
    [[nodiscard]] core::wire::VaultConversation conversation();
    [[nodiscard]] core::wire::VaultDevice device();
    [[nodiscard]] core::wire::VaultProfile profile();

    std::mt19937 m_random;
};

} // namespace sotto::test
