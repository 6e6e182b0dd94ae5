import Sotto.App
import Sotto.Theme

// The question of an invite that was looked at, with its view-model.
InviteDecision {
    focus: true
    property bool narrow: false

    signal closed

    opening: App.inviteOpening
    ground: Theme.color.window
    onDeclined: App.inviteOpening.decline()
}
