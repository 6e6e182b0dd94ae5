#pragma once

#include "app/core/environment.h"
#include "tests/app/support/inside_of_client.h"

#include <filesystem>

#include <QStringList>

namespace sotto::test {

/// A device's profile in the hands of somebody who writes his own program: what its keys still open
/// at the relay. The client of it is never started, so that it hears of nothing.
class OwnProgram
{
public:
    /// Of a profile whose key lies in a file beside it. @throws std::runtime_error
    explicit OwnProgram(const std::filesystem::path& profile);

    /// What of it works: "post" to the first other device of the account, "vault" and "record" for
    /// a login, which may read and write, "card" for reading what it says to contacts. What is
    /// refused is left out; what has no clear answer says so.
    [[nodiscard]] QStringList powers();

private:
    [[nodiscard]] QString post();
    [[nodiscard]] QString logIn(crypto::ObjectKind kind);
    [[nodiscard]] QString readCard();

    crypto::SystemRandom m_random;
    core::SystemClock m_clock;
    core::Environment m_environment;
    std::unique_ptr<core::Client> m_client;
    core::InsideOfClient::Parts& m_parts;
};

} // namespace sotto::test
