"""Models of accounts."""

from innovet.accounts.models.invitations import RoleInvitation, RoleInvitationMove
from innovet.accounts.models.moves import Move
from innovet.accounts.models.role_grants import RoleGrant
from innovet.accounts.models.users import User

__all__ = ["Move", "RoleGrant", "RoleInvitation", "RoleInvitationMove", "User"]
