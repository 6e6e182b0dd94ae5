pragma ComponentBehavior: Bound

import QtQuick
import Sotto.App
import Sotto.Behaviour
import Sotto.Components
import Sotto.Theme

// What stands above the composer: why sending is paused, why a text was not taken, whom one waits
// for. Nothing of it covers what is being written.
//
//   conversation   the view-model (required)
//   sideMargin     free space at both sides, in pixels (required)
Column {
    id: notices

    required property Conversation conversation
    required property int sideMargin

    readonly property bool held: notices.conversation.hold !== Conversation.Hold.None
    readonly property bool refused: notices.conversation.composer.errorTitle.length > 0 || notices.conversation.composer.errorText.length > 0
    readonly property int shownWidth: notices.width - 2 * notices.sideMargin

    signal detailsRequested

    spacing: Theme.space.s
    bottomPadding: notices.held || waiting.active || failed.active || notices.refused ? Theme.space.m : 0

    OnDemand {
        x: notices.sideMargin
        width: notices.shownWidth
        active: notices.held
        visible: active

        sourceComponent: HoldBanner {
            conversation: notices.conversation
            onDetailsRequested: notices.detailsRequested()
        }
    }
    OnDemand {
        id: waiting

        x: notices.sideMargin
        width: notices.shownWidth
        active: notices.conversation.isAsked && !notices.held
        visible: active

        sourceComponent: Banner {
            kind: Banner.Good
            iconName: "clock"
            text: qsTr("%1 has not answered yet. What you write is sent when they accept.").arg(notices.conversation.name)
        }
    }
    OnDemand {
        id: failed

        x: notices.sideMargin
        width: notices.shownWidth
        active: notices.conversation.error.length > 0
        visible: active

        sourceComponent: Banner {
            kind: Banner.Danger
            iconName: "alert"
            text: notices.conversation.error
            actionText: qsTr("Close")
            actionKind: Button.Quiet
            onTriggered: notices.conversation.dismissError()
        }
    }
    OnDemand {
        x: notices.sideMargin
        width: notices.shownWidth
        active: notices.refused
        visible: active

        sourceComponent: Banner {
            kind: Banner.Danger
            iconName: notices.conversation.composer.holdsPhrase ? "key" : "alert"
            title: notices.conversation.composer.errorTitle
            text: notices.conversation.composer.errorText
            actionText: notices.conversation.composer.holdsPhrase ? qsTr("Remove the words") : ""
            onTriggered: notices.conversation.composer.removePhrase()
        }
    }
}
