#include "app/core/environment.h"

#include <QDateTime>

namespace sotto::core {

storage::Milliseconds SystemClock::now() const
{
    return QDateTime::currentMSecsSinceEpoch();
}

} // namespace sotto::core
