pragma ComponentBehavior: Bound

import QtQuick
import Sotto.App
import Sotto.Behaviour

// An invite from another program, with its view-model.
FocusScope {
    id: cover

    OnDemand {
        id: step

        anchors.fill: parent
        focus: true
        sourceComponent: App.inviteOpening.deciding ? decision : question
        onItemChanged: step.forceActiveFocus(Qt.OtherFocusReason)
    }
    Component {
        id: question

        OutsideLinkPage {
            opening: App.inviteOpening
        }
    }
    Component {
        id: decision

        InviteDecision {
            opening: App.inviteOpening
            onDeclined: App.inviteOpening.decline()
        }
    }
}
