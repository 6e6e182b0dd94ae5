import QtQuick
import Sotto.Stage

SampleRows {
    defaults: ({ inviteId: 0, expiresText: "", usesLeft: 1, usesText: "", published: true })
}
