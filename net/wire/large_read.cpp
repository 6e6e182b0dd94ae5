#include "net/wire/large_read.h"

namespace sotto::wire {

bool isLargeRead(Request::BodyCase body)
{
    switch (body) {
    case Request::kReadObject:
    case Request::kReadVersion:
    case Request::kFetchRecovery:
    case Request::kReadRecords:
    case Request::kReadInvite:
    case Request::kReadBlob:
        return true;
    default:
        return false;
    }
}

} // namespace sotto::wire
