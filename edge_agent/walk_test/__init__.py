"""The walk test (现场巡测): which points have been heard, on screen, on paper, in every event meanwhile."""
