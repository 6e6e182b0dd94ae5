pragma ComponentBehavior: Bound

import QtQuick
import Sotto.App
import Sotto.Behaviour
import Sotto.Components
import Sotto.Pages
import Sotto.Theme

// New words that wait, with what can be done about them; or that they ended without this device.
//
//   lost, care   the view-models (required)
Column {
    id: notice

    required property LostWords lost
    required property PhraseCare care

    spacing: Theme.space.l

    Component.onCompleted: notice.lost.refresh()
    Component.onDestruction: notice.lost.forget()

    Banner {
        width: parent.width
        visible: notice.lost.waiting
        kind: notice.lost.ready ? Banner.Good : Banner.Warn
        iconName: notice.lost.ready ? "key" : "timer"
        title: notice.lost.title
        text: notice.lost.text

        Button {
            width: Math.min(implicitWidth, parent.width)
            visible: notice.lost.ready
            kind: Button.Primary
            text: qsTr("Enter the new words")
            enabled: !notice.lost.busy
            onClicked: notice.care.begin(PhraseCare.Task.Finish)
        }
        Button {
            width: Math.min(implicitWidth, parent.width)
            text: qsTr("Stop the new words")
            busy: notice.lost.busy
            onClicked: stopping.active = true
        }
    }
    Banner {
        width: parent.width
        visible: notice.lost.waiting && notice.lost.unwritten
        title: qsTr("The new words are not written down yet.")
        text: qsTr("When the time is over, Sotto asks for them. Without a paper they are worth nothing.")

        Button {
            width: Math.min(implicitWidth, parent.width)
            kind: notice.lost.ready ? Button.Secondary : Button.Primary
            text: qsTr("Show the new words")
            enabled: !notice.lost.busy
            onClicked: notice.care.showLost()
        }
    }
    Banner {
        width: parent.width
        visible: notice.lost.endedElsewhere
        title: notice.lost.title
        text: notice.lost.text
    }
    Banner {
        width: parent.width
        visible: notice.lost.error.length > 0
        kind: Banner.Danger
        iconName: "alert"
        text: notice.lost.error
    }

    OnDemand {
        id: stopping

        active: false

        sourceComponent: ConfirmDialog {
            heading: qsTr("Stop the new words?")
            lead: qsTr("They never come into force, and the old ones stay as they are. If you start again later, the 14 days begin anew.")
            confirmText: qsTr("Stop the new words")
            cancelText: qsTr("Let them wait")
            harmful: true
            onConfirmed: notice.lost.stop()
            onClosed: stopping.active = false
            Component.onCompleted: open()
        }
    }
}
