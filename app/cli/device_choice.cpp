#include "app/cli/device_choice.h"

#include "app/cli/identifiers.h"

#include <algorithm>

namespace sotto::cli {

using core::OwnDevice;
using crypto::Result;
using crypto::Unexpected;

Result<OwnDevice, Refusal> chooseDevice(Session& session, std::string_view text)
{
    const std::vector<OwnDevice> all = session.client().devices();
    std::vector<OwnDevice> found;
    std::ranges::copy_if(all, std::back_inserter(found), [&](const OwnDevice& device) {
        return device.name == text ||
               (text.size() >= kIdBeginningMin && idOf(device.id).starts_with(text));
    });
    if (found.size() > 1) {
        return Unexpected(Refusal{ExitStatus::Refused, "device-ambiguous",
                                  "More than one device is called that: use its id."});
    }
    if (found.empty()) {
        return Unexpected(refusalOf({core::ProblemKind::NoSuchDevice, {}}));
    }
    return std::move(found.front());
}

} // namespace sotto::cli
