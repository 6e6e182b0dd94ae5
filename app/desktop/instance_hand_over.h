#pragma once

#include "app/desktop/instance_request.h"

#include <chrono>

namespace sotto::desktop {

/// How long the first instance may take to start and to answer.
constexpr std::chrono::milliseconds kHandOverTime{5000};

/// True if the process at the other end of the local socket @p descriptor runs as this user.
[[nodiscard]] bool isPeerOfSameUser(int descriptor);

/// Gives @p request to the instance that listens at @p socketPath. Blocks for at most @p time;
/// needs no application object. False if nobody of this user took it: not there, hung, or foreign.
[[nodiscard]] bool handOver(const QString& socketPath, const InstanceRequest& request,
                            std::chrono::milliseconds time = kHandOverTime);

/// What the first instance answers.
constexpr char kRequestTaken = 1;

} // namespace sotto::desktop
