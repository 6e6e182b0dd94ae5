pragma ComponentBehavior: Bound

import QtQuick
import Sotto.App
import Sotto.Behaviour
import Sotto.Components

// Says why nothing is sent in this conversation, and what to do about it.
//
//   conversation   the view-model (required)
Banner {
    id: banner

    required property Conversation conversation

    readonly property bool byPerson: banner.conversation.hold === Conversation.Hold.ByPerson
    readonly property bool numberChanged: banner.conversation.hold === Conversation.Hold.NumberChanged

    readonly property bool isGone: banner.conversation.hold === Conversation.Hold.AccountDeleted

    signal detailsRequested

    kind: Banner.Danger
    large: true
    title: banner.conversation.holdTitle
    text: banner.conversation.holdText

    Button {
        visible: !banner.byPerson && !banner.numberChanged && !banner.isGone
        kind: Button.Primary
        text: qsTr("Check again")
        onClicked: banner.conversation.checkAgain()
    }
    Button {
        visible: !banner.isGone
        width: Math.min(implicitWidth, parent.width)
        kind: banner.byPerson || banner.numberChanged ? Button.Primary : Button.Secondary
        text: qsTr("Compare safety number")
        onClicked: banner.detailsRequested()
    }
    Button {
        visible: banner.byPerson || banner.numberChanged
        kind: Button.Quiet
        text: banner.byPerson ? qsTr("Send again") : qsTr("Later")
        onClicked: banner.conversation.goOn()
    }
    Button {
        visible: !banner.byPerson && !banner.numberChanged && !banner.isGone
        kind: Button.Quiet
        text: qsTr("What can I do?")
        onClicked: advice.active = true
    }

    data: OnDemand {
        id: advice

        active: false

        sourceComponent: AdviceDialog {
            onClosed: advice.active = false
            Component.onCompleted: open()
        }
    }
}
