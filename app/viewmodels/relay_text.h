#pragma once

#include <QString>

namespace sotto::viewmodels {

/// The host of a relay's address or of an invite, for people; empty if @p address is neither.
[[nodiscard]] QString relayHost(const QString& address);

/// What is wrong with a relay's address, as a sentence; empty if nothing is.
[[nodiscard]] QString relayAddressError(const QString& address);

/// What is wrong with an invite; empty if nothing is.
struct TextProblem
{
    QString title;
    QString text;
};
[[nodiscard]] TextProblem inviteProblem(const QString& link);

} // namespace sotto::viewmodels
