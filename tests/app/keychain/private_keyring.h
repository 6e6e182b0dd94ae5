#pragma once

#include "tests/app/desktop/private_bus.h"

namespace sotto::keychain {

/// A real GNOME Keyring on a session bus of this test's own. Its files are in HOME and
/// XDG_DATA_HOME, which the test has set to a folder of its own.
class PrivateKeyring
{
public:
    /// Unlocked; false if it does not come up.
    [[nodiscard]] bool start();
    [[nodiscard]] bool lock();
    void end();

private:
    QProcess m_process;
};

} // namespace sotto::keychain
