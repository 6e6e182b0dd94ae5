#pragma once

#include "crypto/base/bytes.h"

#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace sotto::test {

/// Something to look for in what was seized, in every form in which a program writes bytes.
struct Needle
{
    std::string name; ///< what it is, for the message of a failure
    std::vector<std::string> forms;

    /// A text: as it is.
    static Needle text(const std::string& name, const std::string& text);
    /// Bytes: as they are, as hexadecimal digits, as base64url.
    static Needle bytes(const std::string& name, crypto::ByteView bytes);
};

/// The names of those needles that are in @p haystack.
[[nodiscard]] std::vector<std::string> found(const std::vector<Needle>& needles,
                                             const std::string& haystack);

/// All files below @p folder, one after the other.
[[nodiscard]] std::string readFolder(const std::string& folder);

/// All memory of a process that it can read itself. Nothing if this one may not look.
[[nodiscard]] std::optional<std::string> readMemory(pid_t process);

} // namespace sotto::test
