#pragma once

#include "app/cli/exit_status.h"
#include "app/storage/contact_store.h"

#include <span>

namespace sotto::cli {

/// Who is meant by @p text: an id; otherwise a nickname or name, exactly or, if nobody is called
/// that, whatever its case. Names are chosen by who bears them, so two of the same name are nobody.
[[nodiscard]] crypto::Result<storage::Contact, Refusal>
chooseContact(std::span<const storage::Contact> contacts, std::string_view text);

} // namespace sotto::cli
