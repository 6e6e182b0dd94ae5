pragma ComponentBehavior: Bound

import QtQuick
import Sotto.App
import Sotto.Behaviour
import Sotto.Components
import Sotto.Pages
import Sotto.Theme

// The account is being deleted: how far it is, and the way to stop waiting for a relay.
FormPage {
    id: page

    focus: true
    columnWidth: Theme.size.dialog

    Accessible.role: Accessible.Pane
    Accessible.name: App.leaving.title

    Label {
        width: parent.width
        text: App.leaving.title
        type: Theme.type.display
        wrapMode: Text.Wrap
        Accessible.role: Accessible.Heading
        Accessible.name: text
    }
    Gap {
        size: Theme.space.s
    }
    Label {
        width: parent.width
        text: App.leaving.text
        type: Theme.type.lead
        color: Theme.color.text2
        wrapMode: Text.Wrap
    }
    Gap {
        size: Theme.space.xxl
    }
    StepList {
        width: parent.width
        steps: App.leaving.stepTexts
        index: App.leaving.stepIndex
    }
    Gap {
        size: Theme.space.l
    }
    Banner {
        id: trouble

        width: parent.width
        visible: App.leaving.troubleTitle.length > 0
        iconName: "offline"
        title: App.leaving.troubleTitle
        text: App.leaving.troubleText
    }
    Gap {
        size: Theme.space.l
        visible: trouble.visible
    }
    Button {
        anchors.left: parent.left
        focus: true
        large: true
        text: qsTr("Stop waiting")
        onClicked: confirming.active = true
    }

    OnDemand {
        id: confirming

        active: false
        visible: false

        sourceComponent: ConfirmDialog {
            heading: qsTr("Wipe this computer now?")
            lead: qsTr("What the relay still keeps then stays there, encrypted, and nobody can remove it any more.")
            iconName: "trash"
            danger: true
            harmful: true
            confirmText: qsTr("Wipe it now")
            cancelText: qsTr("Wait")
            onConfirmed: App.leaving.stopWaiting()
            onClosed: confirming.active = false
            Component.onCompleted: open()
        }
    }
}
