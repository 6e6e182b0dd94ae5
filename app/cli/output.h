#pragma once

#include "app/cli/exit_status.h"
#include "crypto/base/result.h"
#include "crypto/base/secret.h"

#include <string_view>

namespace sotto::cli {

/// Standard output, without a buffer: what print() says is done has reached the reader's pipe or
/// file, and nothing that was secret stays behind.
class Output
{
public:
    explicit Output(bool json)
        : m_json(json)
    {}

    [[nodiscard]] bool isJson() const { return m_json; }
    /// Whole lines. Refused if the reader went away or the disk is full.
    [[nodiscard]] crypto::Result<void, Refusal> print(std::string_view lines) const;
    [[nodiscard]] crypto::Result<void, Refusal> print(const crypto::SecretBytes& lines) const;
    /// A remark on standard error.
    static void note(std::string_view sentence);
    /// What the person has to know beside, on standard error: a sentence, or an object with
    /// `warning` and `reason`.
    void warn(std::string_view name, std::string_view reason) const;
    /// The same, and the time of which it is said.
    void warnAsOf(std::string_view time) const;
    /// Why it ends, on standard error: a sentence, or an object with `error` and `reason`.
    void refuse(const Refusal& refusal) const;

private:
    bool m_json;
};

} // namespace sotto::cli
